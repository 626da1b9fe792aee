"""The fablab over HTTP."""

from litestar import Controller

from ecosystem.fablab.routes.catalogue import (
    CategoryController,
    MyQualificationController,
    QualificationController,
    ResourceController,
)
from ecosystem.fablab.routes.reservations import ReservationController
from ecosystem.fablab.routes.timeline import AvailabilityController, LiveController, TimelineController

ROUTES: list[type[Controller]] = [
    AvailabilityController,
    CategoryController,
    LiveController,
    MyQualificationController,
    QualificationController,
    ReservationController,
    ResourceController,
    TimelineController,
]
