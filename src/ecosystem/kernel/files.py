"""Files that belong to rows: in the database, so that a file exists exactly when its row does.

One store and one backup. A row that is stored never changes, so its address may be kept for ever; a
feature refers to it by a foreign key and deletes it in the transaction that lets go of it. Public
files are sent to anybody from `/media/`; others only by the feature that knows who may see them.
"""

from hashlib import sha256
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from msgspec import Struct

from ecosystem.kernel import clock, pictures
from ecosystem.kernel.db import Database, Session, raw
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.etag import matches
from ecosystem.kernel.http import Request
from ecosystem.kernel.ids import new_id
from ecosystem.kernel.models import StoredFile
from ecosystem.kernel.pictures import Picture

_READ = """
SELECT media_type, digest, CASE WHEN $2 THEN small ELSE content END AS content
FROM stored_file WHERE id = $1 AND public = $3"""
_COPY = """
INSERT INTO stored_file (id, public, media_type, digest, content, small, created_at)
SELECT $2, public, media_type, digest, content, small, $3 FROM stored_file WHERE id = $1
"""
_DELETE = "DELETE FROM stored_file WHERE id = $1"

_FOR_EVER = "public, max-age=31536000, immutable"
_ASKED_EACH_TIME = "private, no-cache"
_OPTIONS = {"permission": "public"}


class File(Struct, frozen=True):
    """The bytes of a file, what they are, and the tag that tells them from any others."""

    content: bytes
    media_type: str
    tag: str


async def store(session: Session, picture: Picture, *, public: bool) -> UUID:
    """Keep a picture; answers the id to refer to it by."""
    stored = row(picture, public=public)
    session.add(stored)
    await session.flush()
    return stored.id


def row(picture: Picture, *, public: bool) -> StoredFile:
    """The row that keeps a picture."""
    return StoredFile(
        id=new_id(),
        public=public,
        media_type=pictures.MEDIA_TYPE,
        digest=sha256(picture.large).digest(),
        content=picture.large,
        small=picture.small,
        created_at=clock.now(),
    )


async def copy(session: Session, file_id: UUID) -> UUID:
    """The same file once more, with an id of its own; the bytes never leave the database."""
    new = new_id()
    await (await raw(session)).execute(_COPY, file_id, new, clock.now())
    return new


async def read(session: Session, file_id: UUID, *, public: bool, small: bool = False) -> File:
    """A public file, or one that is not. Raises NotFound."""
    found = await (await raw(session)).fetchrow(_READ, file_id, small, public)
    if found is None:
        raise NotFound
    return File(found["content"], found["media_type"], f'"{found["digest"].hex()}{"-s" if small else ""}"')


async def delete(session: Session, file_id: UUID | None) -> None:
    """Forget a file that nothing refers to any more; None is none."""
    if file_id is not None:
        await (await raw(session)).execute(_DELETE, file_id)


def address(file_id: UUID) -> str:
    """Where a public file is read; with `/small` behind it, its rendition for lists."""
    return f"/media/{file_id}"


def sent(request: Request, file: File, *, public: bool) -> Response[bytes]:
    """The answer that carries a file, or a 304 when the asker has it already."""
    headers = {
        "etag": file.tag,
        "cache-control": _FOR_EVER if public else _ASKED_EACH_TIME,
        "content-disposition": 'inline; filename="photo.jpg"',
    }
    if matches(request.headers.get("if-none-match"), file.tag):
        return Response(b"", status_code=304, headers=headers, media_type=file.media_type)
    return Response(file.content, headers=headers, media_type=file.media_type)


@get("/media/{file_id:uuid}", opt=_OPTIONS, include_in_schema=False)
async def read_file(request: Request, file_id: FromPath[UUID]) -> Response[bytes]:
    """A public file."""
    return await _sent(request, file_id, small=False)


@get("/media/{file_id:uuid}/small", opt=_OPTIONS, include_in_schema=False)
async def read_small_file(request: Request, file_id: FromPath[UUID]) -> Response[bytes]:
    """A public file as lists show it."""
    return await _sent(request, file_id, small=True)


async def _sent(request: Request, file_id: UUID, *, small: bool) -> Response[bytes]:
    db: Database = request.app.state.db
    async with db.read() as session:
        file = await read(session, file_id, public=True, small=small)
    return sent(request, file, public=True)


ROUTES: list[Any] = [read_file, read_small_file]
