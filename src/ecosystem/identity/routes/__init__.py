"""The HTTP side of identity."""

from typing import Any

from ecosystem.identity.routes.account import ROUTES as ACCOUNT
from ecosystem.identity.routes.invitations import ROUTES as INVITATIONS
from ecosystem.identity.routes.joining import ROUTES as JOINING
from ecosystem.identity.routes.people import ROUTES as PEOPLE
from ecosystem.identity.routes.second_factor import ROUTES as SECOND_FACTOR
from ecosystem.identity.routes.session import ROUTES as SESSION

ROUTES: list[Any] = [*SESSION, *ACCOUNT, *JOINING, *INVITATIONS, *SECOND_FACTOR, *PEOPLE]
