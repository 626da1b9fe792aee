"""The timetable over HTTP: what closes places and when they open."""

from typing import Any

from ecosystem.timetable.routes.closures import ClosureController
from ecosystem.timetable.routes.holidays import HolidayController
from ecosystem.timetable.routes.hours import HoursController

ROUTES: list[Any] = [ClosureController, HoursController, HolidayController]
