"""What the fablab takes and gives over HTTP, by screen.

Instants in UTC, durations in minutes, money in minor units.
"""

from ecosystem.fablab.schemas.catalogue import Category, ResourceCard, ResourceDetail
from ecosystem.fablab.schemas.day import Day, FoundPerson
from ecosystem.fablab.schemas.notices import BookingNotices, BookingNoticesPatch
from ecosystem.fablab.schemas.outages import (
    Confirmation,
    Dismissal,
    FaultIn,
    Outage,
    OutageIn,
    OutageStarted,
)
from ecosystem.fablab.schemas.reservations import (
    Alternative,
    Decision,
    Quote,
    QuoteIn,
    Reservation,
    ReservationIn,
    ReservationPatch,
)
from ecosystem.fablab.schemas.shared import (
    CategoryRef,
    Instant,
    Kind,
    Note,
    PersonRef,
    QualificationNeed,
    QualificationRef,
    ReservedResource,
    RoomRef,
    SiteRef,
    Units,
)
from ecosystem.fablab.schemas.timeline import (
    BusySpan,
    ClosedSpan,
    FreeResource,
    NextOpening,
    Span,
    Timeline,
    TimelineResource,
    TimelineRow,
    UnitSpan,
)

__all__ = [
    "Alternative",
    "BookingNotices",
    "BookingNoticesPatch",
    "BusySpan",
    "Category",
    "CategoryRef",
    "ClosedSpan",
    "Confirmation",
    "Day",
    "Decision",
    "Dismissal",
    "FaultIn",
    "FoundPerson",
    "FreeResource",
    "Instant",
    "Kind",
    "NextOpening",
    "Note",
    "Outage",
    "OutageIn",
    "OutageStarted",
    "PersonRef",
    "QualificationNeed",
    "QualificationRef",
    "Quote",
    "QuoteIn",
    "Reservation",
    "ReservationIn",
    "ReservationPatch",
    "ReservedResource",
    "ResourceCard",
    "ResourceDetail",
    "RoomRef",
    "SiteRef",
    "Span",
    "Timeline",
    "TimelineResource",
    "TimelineRow",
    "UnitSpan",
    "Units",
]
