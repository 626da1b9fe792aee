"""The composition root: the only place that knows every feature."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar

from ecosystem.calendars import building
from ecosystem.calendars import closures as calendar_closures
from ecosystem.calendars import service as feeds
from ecosystem.calendars.routes import API as CALENDARS
from ecosystem.calendars.routes import PLAIN as ICAL
from ecosystem.calendars.serving import Feeds
from ecosystem.classes import models as class_models
from ecosystem.classes import occupant as class_occupant
from ecosystem.classes import pages as class_pages
from ecosystem.classes.enrolment import jobs as enrolment_jobs
from ecosystem.classes.enrolment import letters as enrolment_letters
from ecosystem.classes.enrolment.keeper import Enrolments
from ecosystem.classes.enrolment.routes import ROUTES as ENROLMENT
from ecosystem.classes.routes import ROUTES as CLASSES
from ecosystem.directory.queries.organisations import organisation_scopes
from ecosystem.directory.routes import ROUTES as DIRECTORY
from ecosystem.fablab import handling, letters, occupant, pages
from ecosystem.fablab import jobs as fablab_jobs
from ecosystem.fablab.letters import faults as fault_letters
from ecosystem.fablab.letters import template as booking_letters
from ecosystem.fablab.routes import ROUTES as FABLAB
from ecosystem.founding.routes import ROUTES as FOUNDING
from ecosystem.identity import jobs as identity_jobs
from ecosystem.identity.middleware import Authentication
from ecosystem.identity.routes import ROUTES as IDENTITY
from ecosystem.kernel import ahead, clock, docs, files, health, hooks, idempotency, jobs, logs, web
from ecosystem.kernel.asgi import assemble
from ecosystem.kernel.db import Database
from ecosystem.kernel.live import Live
from ecosystem.kernel.words import Words
from ecosystem.notifications import jobs as notification_jobs
from ecosystem.notifications import outbox
from ecosystem.notifications.office import open_office
from ecosystem.notifications.routes import ROUTES as NOTIFICATIONS
from ecosystem.places import queries as places
from ecosystem.places.routes import ROUTES as PLACES
from ecosystem.qualifications.routes import ROUTES as QUALIFICATIONS
from ecosystem.reports.audit.routes import ROUTES as AUDIT
from ecosystem.reports.routes import ROUTES as REPORTS
from ecosystem.sandbox import demo
from ecosystem.settings import Settings
from ecosystem.timetable import jobs as timetable_jobs
from ecosystem.timetable import tenants
from ecosystem.timetable.routes import ROUTES as TIMETABLE
from ecosystem.transfer import service as transfer
from ecosystem.transfer.routes import ROUTES as TRANSFER

ABOUT = Words(
    "Xem máy nào đang trống, vì sao chưa đặt được và đặt trong hai bước.",
    "See which machine is free, why one is refused and what is free instead, and book in two steps.",
)
CLASSES_ABOUT = Words(
    "Các lớp STEM đang nhận người học: dành cho ai, khi nào, ở đâu, còn mấy chỗ, học phí bao nhiêu.",
    "STEM classes with places: for whom, when, where, how many places are left and the full price.",
)
# The pages whose title never changes; a page that shows one thing is filled by its feature.
TITLES = {
    "/may": (Words("Máy và thiết bị", "Machines and equipment"), ABOUT),
    "/lich": (Words("Lịch máy", "Timeline"), ABOUT),
    "/tim-gio": (Words("Tìm theo giờ", "Time first"), ABOUT),
    "/cua-toi": (Words("Lượt đặt của tôi", "My bookings"), ABOUT),
    "/hom-nay": (Words("Hôm nay", "Today"), ABOUT),
    "/lop": (Words("Lớp học", "Classes"), CLASSES_ABOUT),
    "/day-hoc": (Words("Lịch dạy", "My teaching"), ABOUT),
    "/xep-lop": (Words("Xếp lớp", "Plan classes"), ABOUT),
    "/cai-dat": (Words("Cài đặt", "Settings"), ABOUT),
    "/cai-dat/nhap": (Words("Nhập danh sách", "Import lists"), ABOUT),
    "/cai-dat/nhap/{id}": (Words("Nhập danh sách", "Import lists"), ABOUT),
    "/cai-dat/xuat": (Words("Xuất danh sách", "Export lists"), ABOUT),
    "/moi/{token}": (Words("Lời mời", "Invitation"), ABOUT),
    "/cai-dat/nguoi": (Words("Người và vai trò", "People and roles"), ABOUT),
    "/cai-dat/nguoi/{id}": (Words("Người và vai trò", "People and roles"), ABOUT),
    "/cai-dat/to-chuc": (Words("Tổ chức", "Organisations"), ABOUT),
    "/cai-dat/to-chuc/{id}": (Words("Tổ chức", "Organisations"), ABOUT),
    "/cai-dat/dia-diem": (Words("Cơ sở và phòng", "Sites and rooms"), ABOUT),
    "/cai-dat/dia-diem/{id}": (Words("Cơ sở", "Site"), ABOUT),
    "/cai-dat/danh-muc": (Words("Loại máy và quy định", "Categories and rules"), ABOUT),
    "/cai-dat/danh-muc/{id}": (Words("Loại máy và quy định", "Category and rules"), ABOUT),
    "/cai-dat/may": (Words("Máy và kho máy", "Machines and pools"), ABOUT),
    "/cai-dat/may/{id}": (Words("Máy", "Machine"), ABOUT),
    "/cai-dat/gio-mo-cua": (Words("Giờ mở cửa", "Opening hours"), ABOUT),
    "/cai-dat/nhat-ky": (Words("Nhật ký thay đổi", "Change log"), ABOUT),
    "/dang-nhap": (Words("Đăng nhập", "Sign in"), ABOUT),
    "/dang-ky": (Words("Đăng ký", "Sign up"), ABOUT),
    "/xac-nhan/{token}": (Words("Xác nhận địa chỉ email", "Confirm your email address"), ABOUT),
    "/quen-mat-khau": (Words("Quên mật khẩu", "Forgotten password"), ABOUT),
    "/dat-lai/{token}": (Words("Đặt mật khẩu mới", "Set a new password"), ABOUT),
    "/thiet-lap": (Words("Thiết lập hệ thống", "Set up"), ABOUT),
    "/thong-ke": (Words("Thống kê", "Statistics"), ABOUT),
    "/cai-dat/bo-mau": (Words("Bộ mẫu", "Presets"), ABOUT),
    "/cai-dat/nang-luc": (Words("Chứng nhận và trắc nghiệm", "Qualifications and quizzes"), ABOUT),
    "/cai-dat/nang-luc/{id}": (Words("Chứng nhận", "Qualification"), ABOUT),
    "/thu-mau": (Words("Hộp thư mẫu", "Demonstration mail"), ABOUT),
    "/tai-khoan": (Words("Tài khoản", "Account"), ABOUT),
    "/gia-dinh": (Words("Gia đình", "Family"), ABOUT),
    "/gia-dinh/moi/{token}": (Words("Lời mời cùng giám hộ", "An invitation to be a guardian"), ABOUT),
    "/kenh-lich": (Words("Kênh lịch của tôi", "My feeds"), ABOUT),
    "/lich-chung": (Words("Lịch chung", "Public calendars"), ABOUT),
    "/lich-chung/{kind}/{key}": (Words("Theo dõi lịch", "Follow a calendar"), ABOUT),
    "/nang-luc": (Words("Chứng nhận của tôi", "My qualifications"), ABOUT),
    "/trac-nghiem/{id}": (Words("Trắc nghiệm an toàn", "Safety quiz"), ABOUT),
}


def create_app(settings: Settings, database: Database | None = None) -> Litestar:
    """The application of one process; `database` is made from the settings where none is given."""
    prepare(settings)
    db = database or database_of(settings)

    @asynccontextmanager
    async def running(app: Litestar) -> AsyncIterator[None]:
        live: Live = app.state.live
        live.start()
        worker = jobs.Embedded(settings, db) if settings.worker_embedded else None
        try:
            yield
        finally:
            if worker is not None:
                await worker.close()
            await live.close()
            if database is None:
                await db.dispose()

    return assemble(
        settings,
        db,
        api=[
            *NOTIFICATIONS,
            *DIRECTORY,
            *IDENTITY,
            *PLACES,
            *TIMETABLE,
            *QUALIFICATIONS,
            *CALENDARS,
            *FABLAB,
            *CLASSES,
            *ENROLMENT,
            *TRANSFER,
            *FOUNDING,
            *REPORTS,
            *AUDIT,
        ],
        authentication=[Authentication(db, base_url=settings.base_url)],
        plain=[
            *health.ROUTES,
            *docs.ROUTES,
            *files.ROUTES,
            *ICAL,
            *web.routes(settings.web_dist, settings.base_url),
        ],
        lifespan=[running],
        state={
            "live": Live(str(settings.database_url)),
            "feeds": Feeds(db, base_url=settings.base_url),
            # Everybody knows the demo people's password, and their data may outlast the demo.
            "closed_accounts": frozenset() if settings.demo else frozenset(demo.ADDRESSES),
        },
    )


def prepare(settings: Settings) -> None:
    """What holds for a whole process: how it logs, what time it is, where its letters go, what it sweeps."""
    logs.configure(log_format=settings.log_format, level=settings.log_level)
    if settings.frozen_now is not None:
        clock.freeze(settings.frozen_now)
    open_office(settings)
    _schedule_by_settings(settings)


def factory() -> Litestar:
    """The application as the `ECOSYSTEM_*` variables describe it; what uvicorn starts."""
    return create_app(Settings.from_env())


async def run_worker(settings: Settings) -> None:
    """Work on jobs until SIGTERM or SIGINT; what `ecosystem worker` runs."""
    logs.configure(log_format=settings.log_format, level=settings.log_level)
    open_office(settings)
    _schedule_by_settings(settings)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    db = database_of(settings)
    try:
        await jobs.run_worker(settings, db, stop)
    finally:
        await db.dispose()


def database_of(settings: Settings) -> Database:
    """The database that the settings name; ValueError where they name none."""
    if settings.database_url is None:
        raise ValueError("the application needs the address of a database")
    return Database.from_url(
        settings.database_url, pool_size=settings.pool_size, lock_timeout_ms=settings.lock_timeout_ms
    )


def _schedule_sweeps() -> None:
    """What is cleared away by the clock; hours and minutes are UTC."""
    jobs.schedule("kernel.idempotency", "13 * * * *", lambda db: db.transact(idempotency.sweep))
    jobs.schedule("notifications.catch_up", "* * * * *", notification_jobs.catch_up)
    jobs.schedule("notifications.sweep", "23 * * * *", notification_jobs.sweep)
    jobs.schedule("identity.sweep", "43 * * * *", lambda db: db.transact(identity_jobs.sweep))
    jobs.schedule("timetable.sweep", "* * * * *", timetable_jobs.sweep)
    jobs.schedule("transfer.sweep", "53 2 * * *", transfer.sweep)
    jobs.schedule("classes.lapse_offers", "* * * * *", enrolment_jobs.sweep)
    jobs.schedule("fablab.sweep", "* * * * *", fablab_jobs.sweep)
    jobs.schedule("calendars.fold", "* * * * *", lambda db: db.transact(building.fold))
    jobs.schedule("calendars.sweep", "3-59/10 * * * *", lambda db: db.transact(feeds.sweep))
    jobs.schedule(
        "calendars.closures", "*/10 * * * *", lambda db: db.transact(calendar_closures.publish_missing)
    )
    jobs.schedule("fablab.publish_missing", "*/10 * * * *", fablab_jobs.publish_missing)
    jobs.schedule("fablab.publish_all", "33 18 * * *", fablab_jobs.publish_all)


def _schedule_by_settings(settings: Settings) -> None:
    jobs.schedule("fablab.daily", "33 19 * * *", fablab_jobs.daily(settings.fault_photo_days))


def _wire_hooks() -> None:
    hooks.occupants[occupant.PURPOSE] = occupant.Reservations()
    hooks.occupants[class_models.PURPOSE] = class_occupant.Sessions()
    outbox.templates[letters.TEMPLATE] = booking_letters.write
    outbox.templates[fault_letters.TEMPLATE] = fault_letters.write
    outbox.templates[enrolment_letters.TEMPLATE] = enrolment_letters.write
    hooks.keepers.append(Enrolments())
    hooks.tenants.append(tenants.Resources())
    hooks.closure_listeners.append(calendar_closures.publish)
    hooks.handlers.append(handling.handling)
    hooks.scopes["region"] = places.region_scopes
    hooks.scopes["organisation"] = organisation_scopes
    hooks.scopes["site"] = places.site_scopes


def _title_pages() -> None:
    web.page_meta("/", pages.landing)
    web.page_meta("/may/{id}", pages.machine)
    web.page_meta("/lop/{slug}", class_pages.one)
    for pattern, (title, about) in TITLES.items():
        web.page_title(pattern, title, about)


def _look_ahead() -> None:
    """What pages ask first; whatever is missing here is asked by the page."""
    ahead.page_asks(".*", "/api/region", "/api/session")
    ahead.page_asks("/(may|hom-nay|)", "/api/sites")
    ahead.page_asks("/may", "/api/categories")
    ahead.page_asks("/lich", "/api/sites", "/api/categories", asks=pages.timeline_asks)


_schedule_sweeps()
_wire_hooks()
_title_pages()
_look_ahead()
