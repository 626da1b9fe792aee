"""Feeds over HTTP: `PLAIN` is read by calendar programs and never asks who somebody is, `API` by people."""

from typing import Any

from ecosystem.calendars.routes import api, ical

API: list[Any] = api.ROUTES
PLAIN: list[Any] = ical.ROUTES
