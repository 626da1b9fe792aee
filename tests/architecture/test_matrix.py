"""Roles × routes: who gets through to each route of the whole application, and nobody else.

`MATRIX` is the agreement; a route that is missing from it, or lets other people in, fails. "Getting
through" means any answer but 401 and 403: what depends on the row (own reservation, own site) is
tested where the row is.
"""

import asyncio
import re
from typing import Any

import pytest
from litestar.routes import HTTPRoute

from ecosystem.app import create_app
from ecosystem.directory.models import ROLES
from tests.people import OTHER, enter, token_for

NOBODY, NO_ROLE, NO_SCOPE = "nobody", "person without a role", "administrator's token without scopes"
ASKERS = (NOBODY, NO_ROLE, *ROLES, NO_SCOPE)

ANYONE = frozenset(ASKERS)
EVERYBODY = ANYONE - {NOBODY, NO_SCOPE}
STAFF = frozenset({"admin", "manager", "lab"})
MANAGERS = STAFF - {"lab"}
ADMIN = frozenset({"admin"})
INVITERS = STAFF | {"teacher"}
TEACHERS = MANAGERS | {"teacher"}

MATRIX: dict[str, frozenset[str]] = {
    # pages and documents; what no route takes is answered with 404 for everybody
    "GET /": ANYONE,
    "GET /{rest:path}": ANYONE,
    "GET /assets/{name:path}": ANYONE,
    "GET /media/{file_id:uuid}": ANYONE,
    "GET /media/{file_id:uuid}/small": ANYONE,
    "GET /health/live": ANYONE,
    "GET /health/ready": ANYONE,
    "GET /api/docs": ANYONE,
    "GET /api/schema": ANYONE,
    "GET /api/schema/openapi.json": ANYONE,
    "GET /api/schema/{path:str}": ANYONE,
    "GET /api/{rest:path}": ANYONE,
    "POST /api/{rest:path}": ANYONE,
    "PUT /api/{rest:path}": ANYONE,
    "PATCH /api/{rest:path}": ANYONE,
    "DELETE /api/{rest:path}": ANYONE,
    # notifications; only in demo mode, decided in the handler
    "GET /api/demo/mail": ANYONE,
    "GET /api/demo/mail/calendar": ANYONE,
    # identity
    "GET /api/session": ANYONE,
    "POST /api/session": ANYONE,
    "DELETE /api/session": ANYONE,
    "POST /api/sign-ups": ANYONE,
    "POST /api/sign-ups/confirm": ANYONE,
    "POST /api/password-resets": ANYONE,
    "POST /api/password-resets/confirm": ANYONE,
    "GET /api/me": EVERYBODY,
    "PATCH /api/me": EVERYBODY,
    "GET /api/me/closing": EVERYBODY,
    "POST /api/me/close": EVERYBODY,
    "GET /api/sessions": EVERYBODY,
    "DELETE /api/sessions/{session_id:uuid}": EVERYBODY,
    "GET /api/tokens": EVERYBODY,
    "POST /api/tokens": EVERYBODY,
    "DELETE /api/tokens/{token_id:uuid}": EVERYBODY,
    # calendars; a feed asks for nobody, its address is the key
    "GET /ical/f/{name:str}": ANYONE,
    "GET /ical/p/{kind:str}/{name:str}": ANYONE,
    "GET /api/feeds": EVERYBODY,
    "POST /api/feeds": EVERYBODY,
    "POST /api/feeds/{feed_id:uuid}/rotate": EVERYBODY,
    "DELETE /api/feeds/{feed_id:uuid}": EVERYBODY,
    "GET /api/feeds/{feed_id:uuid}/check": EVERYBODY,
    "GET /api/feeds/public": ANYONE,
    "GET /api/feeds/public/{kind:str}/{slug:str}": ANYONE,
    "GET /api/feeds/public/{kind:str}/{slug:str}/csv": ANYONE,
    "GET /api/feeds/public/{kind:str}/{slug:str}/check": ANYONE,
    # reports
    "GET /api/audit": STAFF,
    "POST /api/session/second-factor": ANYONE,
    "GET /api/second-factor": EVERYBODY,
    "POST /api/second-factor": EVERYBODY,
    "POST /api/second-factor/confirm": EVERYBODY,
    "POST /api/second-factor/recovery-codes": EVERYBODY,
    "POST /api/second-factor/remove": EVERYBODY,
    "GET /api/second-factor-rules/{scope_kind:str}/{scope_id:uuid}": MANAGERS,
    "PUT /api/second-factor-rules/{scope_kind:str}/{scope_id:uuid}": MANAGERS,
    # people, roles, invitations
    "GET /api/people": STAFF,
    "GET /api/people/{person_id:uuid}": STAFF,
    "PATCH /api/people/{person_id:uuid}": ADMIN,
    "GET /api/people/{person_id:uuid}/closing": ADMIN,
    "POST /api/people/{person_id:uuid}/second-factor/reset": ADMIN,
    "GET /api/roles": STAFF,
    "POST /api/roles": STAFF,
    "DELETE /api/roles/{grant_id:uuid}": STAFF,
    "GET /api/invitations": INVITERS,
    "POST /api/invitations": INVITERS,
    "POST /api/invitations/{invitation_id:uuid}/resend": INVITERS,
    "DELETE /api/invitations/{invitation_id:uuid}": INVITERS,
    "POST /api/invitations/read": ANYONE,
    "POST /api/invitations/accept": EVERYBODY,
    "POST /api/invitations/sign-up": ANYONE,
    # organisations
    "GET /api/organisations": TEACHERS,
    "GET /api/organisations/{organisation_id:uuid}": TEACHERS,
    "POST /api/organisations": MANAGERS,
    "PATCH /api/organisations/{organisation_id:uuid}": MANAGERS,
    "DELETE /api/organisations/{organisation_id:uuid}": MANAGERS,
    "GET /api/organisations/{organisation_id:uuid}/members": MANAGERS,
    "POST /api/organisations/{organisation_id:uuid}/members/{person_id:uuid}/end": MANAGERS,
    "GET /api/join-codes": MANAGERS,
    "POST /api/join-codes": MANAGERS,
    "DELETE /api/join-codes/{code_id:uuid}": MANAGERS,
    "GET /api/membership-requests": MANAGERS,
    "POST /api/membership-requests/{request_id:uuid}/decision": MANAGERS,
    "GET /api/my/organisations": EVERYBODY,
    "POST /api/my/organisations": EVERYBODY,
    "DELETE /api/my/organisations/{organisation_id:uuid}": EVERYBODY,
    "DELETE /api/my/organisations/requests/{request_id:uuid}": EVERYBODY,
    # families: one's own children, decided in the service
    **dict.fromkeys(
        (
            "GET /api/children",
            "POST /api/children",
            "GET /api/children/{child_id:uuid}",
            "PATCH /api/children/{child_id:uuid}",
            "DELETE /api/children/{child_id:uuid}",
            "PUT /api/children/{child_id:uuid}/care",
            "GET /api/children/{child_id:uuid}/export",
            "POST /api/children/{child_id:uuid}/leave",
            "POST /api/children/{child_id:uuid}/consents",
            "POST /api/children/{child_id:uuid}/consents/{consent_id:uuid}/withdraw",
            "POST /api/children/{child_id:uuid}/guardian-invitations",
            "DELETE /api/children/{child_id:uuid}/guardian-invitations/{invitation_id:uuid}",
            "POST /api/guardian-invitations/read",
            "POST /api/guardian-invitations/accept",
            "GET /api/consent-texts",
            "GET /api/schools",
            "GET /api/enrolments",
            "POST /api/enrolments",
            "POST /api/enrolments/quote",
            "POST /api/enrolments/{enrolment_id:uuid}/accept",
            "POST /api/enrolments/{enrolment_id:uuid}/withdraw",
        ),
        EVERYBODY,
    ),
    # places
    "GET /api/region": ANYONE,
    "GET /api/sites": ANYONE,
    "POST /api/sites": STAFF,
    "GET /api/sites/{site_id:uuid}": ANYONE,
    "PATCH /api/sites/{site_id:uuid}": STAFF,
    "GET /api/rooms": ANYONE,
    "POST /api/rooms": STAFF,
    "GET /api/rooms/{room_id:uuid}": ANYONE,
    "PATCH /api/rooms/{room_id:uuid}": STAFF,
    "DELETE /api/rooms/{room_id:uuid}": STAFF,
    "GET /api/closures": STAFF,
    "POST /api/closures": STAFF,
    "POST /api/closures/impact": STAFF,
    "GET /api/closures/{closure_id:uuid}": STAFF,
    "PATCH /api/closures/{closure_id:uuid}": STAFF,
    "POST /api/closures/{closure_id:uuid}/impact": STAFF,
    **{
        f"{verb} /api/{owner}/hours{more}": STAFF
        for owner in ("sites/{site_id:uuid}", "resources/{resource_id:uuid}")
        for verb, more in (("GET", ""), ("PATCH", ""), ("POST", "/impact"), ("POST", "/preview"))
    },
    "GET /api/holidays": STAFF,
    "POST /api/holidays/decisions": STAFF,
    "POST /api/holidays/decisions/impact": STAFF,
    "DELETE /api/holidays/decisions/{decision_id:uuid}": STAFF,
    "DELETE /api/closures/{closure_id:uuid}": STAFF,
    # classes
    "GET /api/classes": ANYONE,
    "GET /api/classes/{slug:str}": ANYONE,
    "GET /api/classes/planned": INVITERS,
    "GET /api/classes/teachers": STAFF,
    "POST /api/classes/preview": STAFF,
    "POST /api/classes": STAFF,
    "GET /api/class-sessions": INVITERS,
    "GET /api/class-sessions/{session_id:uuid}": INVITERS,
    "POST /api/class-sessions/{session_id:uuid}/cancellation": INVITERS,
    **{
        f"{verb} /api/{things}{more}": STAFF
        for things, one in (("terms", "/{term_id:uuid}"), ("courses", "/{course_id:uuid}"))
        for verb, more in (("GET", ""), ("POST", ""), ("GET", one), ("PATCH", one), ("DELETE", one))
    },
    # timetable
    "GET /api/availability": ANYONE,
    "GET /api/live": ANYONE,
    # qualifications
    "GET /api/qualifications": ANYONE,
    "GET /api/my/qualifications": EVERYBODY,
    "GET /api/quizzes/{quiz_id:uuid}": EVERYBODY,
    "POST /api/quizzes/{quiz_id:uuid}/attempts": EVERYBODY,
    "POST /api/qualifications": MANAGERS,
    "POST /api/qualifications/impact": MANAGERS,
    "GET /api/qualifications/{qualification_id:uuid}": STAFF,
    "PATCH /api/qualifications/{qualification_id:uuid}": MANAGERS,
    "POST /api/qualifications/{qualification_id:uuid}/impact": MANAGERS,
    "DELETE /api/qualifications/{qualification_id:uuid}": MANAGERS,
    "POST /api/quizzes": MANAGERS,
    "DELETE /api/quizzes/{quiz_id:uuid}": MANAGERS,
    "GET /api/quizzes/{quiz_id:uuid}/content": STAFF,
    "PATCH /api/quizzes/{quiz_id:uuid}/content": MANAGERS,
    "GET /api/qualification-grants": STAFF,
    "POST /api/qualification-grants": STAFF,
    "POST /api/qualification-grants/{grant_id:uuid}/revoke": STAFF,
    # founding; only while there is no region, decided in the service
    "GET /api/setup": ANYONE,
    "POST /api/setup": ANYONE,
    # reports
    "GET /api/statistics": STAFF,
    "GET /api/statistics/workbook": STAFF,
    # transfer
    "GET /api/import-kinds": STAFF,
    "GET /api/imports": STAFF,
    "POST /api/imports": STAFF,
    "GET /api/imports/{import_id:uuid}": STAFF,
    "PATCH /api/imports/{import_id:uuid}": STAFF,
    "DELETE /api/imports/{import_id:uuid}": STAFF,
    "GET /api/imports/{import_id:uuid}/mapping": STAFF,
    "POST /api/imports/{import_id:uuid}/preview": STAFF,
    "GET /api/imports/{import_id:uuid}/lines": STAFF,
    "POST /api/imports/{import_id:uuid}/apply": STAFF,
    "GET /api/imports/{import_id:uuid}/report": STAFF,
    "GET /api/exports": STAFF,
    "POST /api/exports": STAFF,
    "POST /api/qualification-grants/{grant_id:uuid}/revoke/impact": STAFF,
    # fablab
    "GET /api/presets": MANAGERS,
    "GET /api/presets/{slug:str}": MANAGERS,
    "POST /api/presets/{slug:str}/applications": MANAGERS,
    "GET /api/categories": ANYONE,
    "POST /api/categories": STAFF,
    "GET /api/categories/{category_id:uuid}": ANYONE,
    "PATCH /api/categories/{category_id:uuid}": STAFF,
    "POST /api/categories/{category_id:uuid}/impact": STAFF,
    "DELETE /api/categories/{category_id:uuid}": STAFF,
    "GET /api/resource-settings": STAFF,
    "GET /api/resource-settings/{resource_id:uuid}": STAFF,
    "GET /api/resources": ANYONE,
    "POST /api/resources": STAFF,
    "PATCH /api/resources/{resource_id:uuid}": STAFF,
    "POST /api/resources/{resource_id:uuid}/impact": STAFF,
    "GET /api/resources/{resource_id:uuid}": ANYONE,
    "GET /api/timeline": ANYONE,
    "GET /api/timeline/next-opening": ANYONE,
    "POST /api/fault-reports": EVERYBODY,
    "GET /api/day": STAFF,
    "GET /api/people/search": STAFF,
    "GET /api/outages": STAFF,
    "POST /api/outages": STAFF,
    "PUT /api/outages/{outage_id:uuid}/photo": EVERYBODY,
    "DELETE /api/outages/{outage_id:uuid}/photo": EVERYBODY,
    "GET /api/outages/{outage_id:uuid}/photo/{photo_id:uuid}": EVERYBODY,
    "GET /api/outages/{outage_id:uuid}/photo/{photo_id:uuid}/small": EVERYBODY,
    "PUT /api/resources/{resource_id:uuid}/photo": STAFF,
    "DELETE /api/resources/{resource_id:uuid}/photo": STAFF,
    "POST /api/outages/impact": STAFF,
    "POST /api/outages/{outage_id:uuid}/confirm/impact": STAFF,
    "POST /api/outages/{outage_id:uuid}/confirm": STAFF,
    "POST /api/outages/{outage_id:uuid}/dismiss": STAFF,
    "POST /api/outages/{outage_id:uuid}/end": STAFF,
    "POST /api/reservations/quote": ANYONE,
    "GET /api/reservations": EVERYBODY,
    "POST /api/reservations": EVERYBODY,
    "GET /api/reservations/{reservation_id:uuid}": EVERYBODY,
    "PATCH /api/reservations/{reservation_id:uuid}": EVERYBODY,
    "DELETE /api/reservations/{reservation_id:uuid}": EVERYBODY,
    "GET /api/reservations/{reservation_id:uuid}/.ics": EVERYBODY,
    "POST /api/reservations/{reservation_id:uuid}/decision": STAFF,
    "GET /api/me/booking-notices": EVERYBODY,
    "PATCH /api/me/booking-notices": EVERYBODY,
    "POST /api/reservations/{reservation_id:uuid}/check-in": STAFF,
    "POST /api/reservations/{reservation_id:uuid}/check-out": STAFF,
}


@pytest.fixture
async def app(settings):
    app = create_app(settings)
    async with app.lifespan():
        yield app


def routes_of(app) -> list[tuple[str, str]]:
    """Method and path of every route; OPTIONS is answered for all of them alike."""
    return sorted(
        (method, route.path)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method in route.methods
        if method != "OPTIONS"
    )


async def status_of(app: Any, method: str, path: str, headers: dict[str, str]) -> int:
    """The status of an answer, without waiting for the end of a stream."""
    filled = re.sub(r"\{\w+:uuid\}", str(OTHER), path)
    filled = re.sub(r"\{\w+:\w+\}", "unknown", filled)
    answered: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": filled,
        "raw_path": filled.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [
            (b"host", b"testserver"),
            *((name.encode(), text.encode()) for name, text in headers.items()),
        ],
        "server": ("testserver", 80),
        "client": ("127.0.0.1", 1),
    }
    body = [{"type": "http.request", "body": b"{}", "more_body": False}]

    async def receive():
        if not body:
            await asyncio.sleep(3600)
        return body.pop()

    async def send(message):
        if message["type"] == "http.response.start" and not answered.done():
            answered.set_result(message["status"])

    task = asyncio.create_task(app(scope, receive, send))
    await asyncio.wait({task, answered}, return_when=asyncio.FIRST_COMPLETED)
    status = answered.result()
    await asyncio.wait({task}, timeout=0.5)
    task.cancel()
    await asyncio.wait({task})
    return status


@pytest.fixture
async def askers(database) -> dict[str, dict[str, str]]:
    """The header that each asker sends: a token with all that the person holds."""
    headers: dict[str, dict[str, str]] = {NOBODY: {}}
    for role in ("", *ROLES):
        person = await enter(database, f"{role or 'none'}@lab.example", *filter(None, [role]))
        headers[role or NO_ROLE] = await token_for(database, person)
        if role == "admin":
            headers[NO_SCOPE] = await token_for(database, person, scopes=())
    return headers


async def test_every_route_lets_in_exactly_those_of_the_matrix(app, askers):
    found = {
        f"{method} {path}": frozenset(
            [who for who in ASKERS if await status_of(app, method, path, askers[who]) not in (401, 403)]
        )
        for method, path in routes_of(app)
    }
    assert {route: sorted(who) for route, who in found.items()} == {
        route: sorted(who) for route, who in MATRIX.items()
    }


async def test_nobody_is_asked_to_sign_in_and_others_are_refused(app, askers):
    for method, path in routes_of(app):
        if MATRIX[f"{method} {path}"] != ANYONE:
            assert await status_of(app, method, path, askers[NOBODY]) == 401
        for who in ANYONE - MATRIX[f"{method} {path}"] - {NOBODY}:
            assert await status_of(app, method, path, askers[who]) == 403


async def test_methods_that_a_path_does_not_have_do_nothing(app, askers):
    has: dict[str, set[str]] = {}
    for method, path in routes_of(app):
        has.setdefault(path, set()).add(method)
    catch_all = has.pop("/api/{rest:path}")
    assert catch_all == {"GET", "POST", "PUT", "PATCH", "DELETE"}
    for path, methods in has.items():
        for method in {"POST", "PUT", "PATCH", "DELETE"} - methods:
            assert await status_of(app, method, path, askers["admin"]) == 405, f"{method} {path}"
