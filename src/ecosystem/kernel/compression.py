"""Answers compressed with gzip where the reader takes it and it pays.

Litestar's own middleware builds a compressor for every answer, small ones too (40 µs each), and holds
the events of a stream back; this one touches only whole bodies of text from 1,000 bytes.
"""

import gzip

from litestar.types import Message, Send

LEAST = 1000  # bytes
_LEVEL = 5
_TEXTS = (b"application/json", b"application/problem+json", b"text/")


def compressing(send: Send) -> Send:
    """A `send` that compresses; for a reader that takes gzip."""
    start: Message | None = None

    async def sending(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            # Its headers depend on the body.
            start = message
            return
        if start is not None and message["type"] == "http.response.body":
            if not message.get("more_body") and len(message["body"]) >= LEAST and _pays(start):
                message["body"] = gzip.compress(message["body"], _LEVEL)
                _declare(start, len(message["body"]))
            await send(start)
            start = None
        await send(message)

    return sending


def _pays(start: Message) -> bool:
    headers = dict(start["headers"])  # type: ignore[typeddict-item]
    return b"content-encoding" not in headers and headers.get(b"content-type", b"").startswith(_TEXTS)


def _declare(start: Message, length: int) -> None:
    kept = [pair for pair in start["headers"] if pair[0] != b"content-length"]  # type: ignore[typeddict-item]
    added = [
        (b"content-length", b"%d" % length),
        (b"content-encoding", b"gzip"),
        (b"vary", b"accept-encoding"),
    ]
    start["headers"] = [*kept, *added]  # type: ignore[typeddict-unknown-key]
