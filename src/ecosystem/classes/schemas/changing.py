"""Changes of sessions as they are asked for."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Scope = Literal["this", "following", "all"]


class CancelIn(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which sessions are called off, and why; the reason is told to those concerned and stands in lists."""

    scope: Scope = "this"
    reason: Annotated[str, Meta(max_length=500)] | None = None
