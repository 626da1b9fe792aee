"""The fablab over HTTP."""

from litestar import Controller

from ecosystem.fablab.routes.approvals import ApprovalController
from ecosystem.fablab.routes.catalogue import (
    CategoryController,
    MyQualificationController,
    QualificationController,
    ResourceController,
)
from ecosystem.fablab.routes.day import DayController, PersonController
from ecosystem.fablab.routes.editing import CategoryEditor, ResourceEditor, ResourceSettingsController
from ecosystem.fablab.routes.notices import NoticeController
from ecosystem.fablab.routes.outages import FaultController, OutageController
from ecosystem.fablab.routes.photos import FaultPhotoController, MachinePhotoController
from ecosystem.fablab.routes.presets import PresetController
from ecosystem.fablab.routes.qualifications import QualificationSettingsController
from ecosystem.fablab.routes.reservations import ReservationController
from ecosystem.fablab.routes.timeline import AvailabilityController, LiveController, TimelineController
from ecosystem.fablab.routes.usage import UsageController

ROUTES: list[type[Controller]] = [
    ApprovalController,
    AvailabilityController,
    CategoryController,
    CategoryEditor,
    DayController,
    FaultController,
    FaultPhotoController,
    LiveController,
    MachinePhotoController,
    MyQualificationController,
    NoticeController,
    OutageController,
    PersonController,
    PresetController,
    QualificationController,
    QualificationSettingsController,
    ReservationController,
    ResourceController,
    ResourceEditor,
    ResourceSettingsController,
    TimelineController,
    UsageController,
]
