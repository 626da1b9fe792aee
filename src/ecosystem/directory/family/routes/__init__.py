"""Families over HTTP: one's children, what was consented to, who else answers for them."""

from typing import Any

from ecosystem.directory.family.routes.children import ROUTES as CHILDREN
from ecosystem.directory.family.routes.consents import ROUTES as CONSENTS
from ecosystem.directory.family.routes.guardians import ROUTES as GUARDIANS

ROUTES: list[Any] = [*CHILDREN, *CONSENTS, *GUARDIANS]
