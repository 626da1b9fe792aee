"""The kinds of lists that can be taken in, by name."""

from ecosystem.transfer.importing.fields import Kind
from ecosystem.transfer.importing.kinds.closures import CLOSURES
from ecosystem.transfer.importing.kinds.hours import HOURS
from ecosystem.transfer.importing.kinds.organisations import ORGANISATIONS
from ecosystem.transfer.importing.kinds.people import PEOPLE
from ecosystem.transfer.importing.kinds.resources import RESOURCES

KINDS: dict[str, Kind] = {kind.name: kind for kind in (RESOURCES, PEOPLE, ORGANISATIONS, HOURS, CLOSURES)}
