"""The HTTP side of the directory."""

from typing import Any

from ecosystem.directory.family.routes import ROUTES as FAMILY
from ecosystem.directory.routes.belonging import ROUTES as BELONGING
from ecosystem.directory.routes.organisations import ROUTES as ORGANISATIONS
from ecosystem.directory.routes.roles import ROUTES as ROLES

ROUTES: list[Any] = [*ORGANISATIONS, *BELONGING, *ROLES, *FAMILY]
