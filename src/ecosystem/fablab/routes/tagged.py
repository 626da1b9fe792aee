"""A reservation as an answer, with the ETag that a change refers to."""

from litestar import Response

from ecosystem.fablab import schemas
from ecosystem.kernel.http import etag_of


def tagged(found: schemas.Reservation) -> Response[schemas.Reservation]:
    """The answer."""
    headers = {"etag": etag_of(found.version), "cache-control": "private, no-cache"}
    return Response(found, status_code=200, headers=headers)
