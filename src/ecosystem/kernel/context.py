"""What belongs to the request at hand wherever one stands in the code: its id."""

from contextvars import ContextVar

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
