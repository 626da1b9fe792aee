"""Answers that are files."""

from urllib.parse import quote

from litestar import Response

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GEOJSON = "application/geo+json"


def download(content: bytes, name: str, media_type: str) -> Response[bytes]:
    """A file to be kept, whatever signs its name has."""
    plain = "".join(char for char in name if char.isascii() and char.isprintable() and char not in '"\\')
    headers = {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "cache-control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)
