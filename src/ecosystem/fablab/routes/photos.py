"""Photos of machines and of faults: sent as they are, kept as they were drawn anew."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from ecosystem.fablab import photos, schemas
from ecosystem.fablab.editing import machines
from ecosystem.fablab.queries import editing as queries
from ecosystem.fablab.queries.editing import MANAGE
from ecosystem.fablab.schemas.editing import ResourceSettings
from ecosystem.kernel import files, pictures
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import VersionMoved
from ecosystem.kernel.http import Request, actor_of, if_match, match_wanted, tagged
from ecosystem.kernel.openapi import problems
from ecosystem.kernel.pictures import Picture

_TAKES: dict[str, Any] = {"body_media_types": pictures.ACCEPTED, "most_bytes": pictures.MOST_BYTES}


class MachinePhotoController(Controller):
    """What a machine looks like; for everybody."""

    path = "/api/resources/{resource_id:uuid}/photo"
    tags = ["catalogue"]

    @put(
        "",
        opt={"permission": MANAGE, **_TAKES},
        operation_id="set_resource_photo",
        summary="Give a machine a photo (JPEG, PNG or WebP, 10 MB at most), or another one",
        request_max_body_size=pictures.MOST_BYTES,
        responses=problems(412, 422, 428),
    )
    async def give(
        self, request: Request, db: NamedDependency[Database], resource_id: FromPath[UUID]
    ) -> Response[ResourceSettings]:
        """The body is the file. It is drawn anew within 1600 pixels, without position or camera.

        422 `not_a_picture`, `heic_picture`, `too_many_pixels`.
        """
        actor, version = actor_of(request), match_wanted(request)
        # Nobody makes the server work on a picture in vain.
        async with db.read() as session:
            found = await queries.machine(session, resource_id=resource_id, actor=actor)
        if version not in (None, found.version):
            raise VersionMoved
        picture = await pictures.read(await request.body())
        return await _change_machine(request, db, resource_id, picture)

    @delete(
        "",
        opt={"permission": MANAGE},
        operation_id="remove_resource_photo",
        summary="Take the photo of a machine away",
        status_code=200,
        responses=problems(412, 428),
    )
    async def take(
        self, request: Request, db: NamedDependency[Database], resource_id: FromPath[UUID]
    ) -> Response[ResourceSettings]:
        """Also an address that a list named."""
        return await _change_machine(request, db, resource_id, None)


class FaultPhotoController(Controller):
    """What is wrong with a machine; for its staff and whoever reported it."""

    path = "/api/outages/{outage_id:uuid}/photo"
    tags = ["outages"]

    @put(
        "",
        opt={"permission": "reservations:create", **_TAKES},
        operation_id="set_outage_photo",
        summary="Give a fault or an outage a photo (JPEG, PNG or WebP, 10 MB at most), or another one",
        request_max_body_size=pictures.MOST_BYTES,
        responses=problems(409, 412, 422),
    )
    async def give(
        self, request: Request, db: NamedDependency[Database], outage_id: FromPath[UUID]
    ) -> Response[schemas.Outage]:
        """As long as it has not ended; 409 `fault_settled` then. The body is the file, as for a machine."""
        actor, version = actor_of(request), if_match(request)
        async with db.read() as session:
            await photos.changeable(session, actor=actor, outage_id=outage_id, version=version)
        picture = await pictures.read(await request.body())
        return await _change_fault(request, db, outage_id, picture)

    @delete(
        "",
        opt={"permission": "reservations:create"},
        operation_id="remove_outage_photo",
        summary="Take the photo of a fault or an outage away",
        status_code=200,
        responses=problems(409, 412),
    )
    async def take(
        self, request: Request, db: NamedDependency[Database], outage_id: FromPath[UUID]
    ) -> Response[schemas.Outage]:
        """As long as it has not ended; 409 `fault_settled` then."""
        return await _change_fault(request, db, outage_id, None)

    @get(
        "/{photo_id:uuid}",
        opt={"permission": "reservations:create"},
        operation_id="read_outage_photo",
        summary="The photo of a fault",
        media_type=pictures.MEDIA_TYPE,
    )
    async def show(
        self,
        request: Request,
        session: NamedDependency[Session],
        outage_id: FromPath[UUID],
        photo_id: FromPath[UUID],
    ) -> Response[bytes]:
        """For staff of the site and whoever reported it; 404 for others."""
        return await _show(request, session, outage_id, photo_id, small=False)

    @get(
        "/{photo_id:uuid}/small",
        opt={"permission": "reservations:create"},
        operation_id="read_small_outage_photo",
        summary="The photo of a fault as lists show it",
        media_type=pictures.MEDIA_TYPE,
    )
    async def show_small(
        self,
        request: Request,
        session: NamedDependency[Session],
        outage_id: FromPath[UUID],
        photo_id: FromPath[UUID],
    ) -> Response[bytes]:
        """Its longest side has 480 pixels at most."""
        return await _show(request, session, outage_id, photo_id, small=True)


async def _change_machine(
    request: Request, db: Database, resource_id: UUID, picture: Picture | None
) -> Response[ResourceSettings]:
    actor, version = actor_of(request), match_wanted(request)

    async def work(session: Session) -> ResourceSettings:
        await machines.give_photo(
            session, actor=actor, resource_id=resource_id, picture=picture, version=version
        )
        return await queries.machine(session, resource_id=resource_id, actor=actor)

    return tagged(await db.transact(work))


async def _change_fault(
    request: Request, db: Database, outage_id: UUID, picture: Picture | None
) -> Response[schemas.Outage]:
    actor, version = actor_of(request), if_match(request)
    return tagged(
        await db.transact(
            lambda session: photos.give(
                session, actor=actor, outage_id=outage_id, picture=picture, version=version
            )
        )
    )


async def _show(
    request: Request, session: Session, outage_id: UUID, photo_id: UUID, *, small: bool
) -> Response[bytes]:
    file = await photos.read(
        session, actor=actor_of(request), outage_id=outage_id, photo_id=photo_id, small=small
    )
    return files.sent(request, file, public=False)
