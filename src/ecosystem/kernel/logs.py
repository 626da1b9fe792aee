"""Structured logs: one line per event, JSON or for the console, each with the request's id.

Lines hold ids and names of things, never names, addresses or words of people.
"""

import logging
import sys
from contextlib import suppress
from typing import Any

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from ecosystem.kernel import clock
from ecosystem.kernel.context import request_id

Logger = structlog.typing.FilteringBoundLogger

_processors: list[Processor] = []


def configure(*, log_format: str = "console", level: str = "INFO") -> None:
    """Set up the process's logs; `log_format` is `json` or `console`, lines go to standard output."""
    number = logging.getLevelNamesMapping()[level]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        _stamp,
        structlog.processors.format_exc_info if log_format == "json" else _as_it_is,
    ]
    last: Processor = (
        structlog.processors.JSONRenderer(serializer=_json)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stdout.isatty(),
            # Never the locals of a frame: they hold what people wrote.
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    # In place: loggers that have spoken before keep this very list.
    _processors[:] = [*shared, last]
    structlog.configure(
        processors=_processors,
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: _Lines(),
        cache_logger_on_first_use=True,
    )
    # Libraries speak through `logging`; their lines take the same form.
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(number, logging.INFO), force=True)
    for noisy in ("alembic", "uvicorn.access", "httpx", "pgqueuer"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class _Lines:
    """Writes lines to whatever standard output is at that moment."""

    def msg(self, message: str) -> None:
        # Whoever read the lines may be gone; a request does not fail for that.
        with suppress(OSError, ValueError):
            sys.stdout.write(message + "\n")
            sys.stdout.flush()

    debug = info = warning = warn = error = critical = exception = fatal = log = msg


def logger(name: str) -> Logger:
    """A logger that names its module."""
    log: Logger = structlog.get_logger(module=name)
    return log


def _stamp(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event["at"] = clock.now().isoformat(timespec="milliseconds")
    found = request_id.get()
    if found is not None:
        event.setdefault("request_id", found)
    return event


def _as_it_is(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return event


def _json(value: Any, **_: Any) -> str:
    return msgspec.json.encode(value, enc_hook=repr).decode()
