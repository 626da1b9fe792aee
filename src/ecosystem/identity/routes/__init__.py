"""The HTTP side of identity."""

from typing import Any

from ecosystem.identity.routes.account import ROUTES as ACCOUNT
from ecosystem.identity.routes.joining import ROUTES as JOINING

ROUTES: list[Any] = [*ACCOUNT, *JOINING]
