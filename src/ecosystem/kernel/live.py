"""Live hints: "this resource changed on these days", from any transaction to every open page.

`hint` tells after the transaction, and only if it commits. Each process listens on one connection and
fans out to its streams; what was missed (a reconnect, a slow reader) is told as `refetch`. Hints carry
no content: clients ask again, with their own permissions.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import asyncpg
import msgspec
from litestar import Request
from litestar.response import Stream

from ecosystem.kernel import logs
from ecosystem.kernel.db import FAILURES, Database, Session, after_commit
from ecosystem.kernel.errors import TooMany
from ecosystem.kernel.http import client_address
from ecosystem.kernel.words import Words

CHANNEL = "ecosystem_live"
# Nothing is stored, so there is nothing to wait for on the disk.
_NOTIFY = """
WITH hasty AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
SELECT pg_notify($1, said) FROM hasty, unnest($2::text[]) said"""
PING = 15.0  # seconds between comments that keep proxies from closing a quiet stream
_QUEUE = 200  # hints that wait for one reader; one more and it is told to refetch
MOST_ANONYMOUS = 30  # streams of one address in one process for which nobody is signed in: a classroom
_MOST_DATES = 60  # a change over more days than this is told as a refetch of the resource
_MOMENT = 0.02  # seconds that hints wait for others to be told along with
_PAUSE = 1.0  # seconds between tries to reach the database again
_log = logs.logger(__name__)


class Hint(msgspec.Struct, frozen=True):
    """Something changed for this resource on these days (in its site's zone); no days: on any."""

    resource_id: UUID
    dates: tuple[date, ...] = ()


Wanted = Callable[[Hint], bool]


class TooManyStreams(TooMany):
    """One address holds as many streams as it may without signing in; asking now and then works."""

    title = Words("Quá nhiều kết nối trực tiếp từ một địa chỉ", "Too many live connections from one address")


async def hint(session: Session, *, resource_id: UUID, dates: Iterable[date]) -> None:
    """Tell every open page once this transaction has committed."""
    days = tuple(sorted(set(dates)))
    said = Hint(resource_id, days if len(days) <= _MOST_DATES else ())
    after_commit(session, lambda db: _say(db, said))


# What has committed and waits to be told, by database.
_waiting: WeakKeyDictionary[Database, list[Hint]] = WeakKeyDictionary()


def _say(db: Database, said: Hint) -> None:
    queue = _waiting.setdefault(db, [])
    queue.append(said)
    if len(queue) == 1:
        db.in_background(_tell(db, queue))


async def _tell(db: Database, queue: list[Hint]) -> None:
    """Notify of all that came within a moment.

    Not inside the transactions that caused it: a commit with a notification holds a lock that lets
    no other such commit happen at the same time, which made bookings four times slower. Should the
    process end within this moment a hint is lost, never a booking.
    """
    await asyncio.sleep(_MOMENT)
    said = [msgspec.json.encode(hint).decode() for hint in dict.fromkeys(queue)]
    queue.clear()
    try:
        async with db.driver() as connection:
            await connection.execute(_NOTIFY, CHANNEL, said)
    except FAILURES as error:
        _log.warning("live hints could not be told", count=len(said), error=type(error).__name__)


class Subscription:
    """The hints that wait for one reader."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._waiting: deque[Hint] = deque()
        self._missed = False
        self._ready = asyncio.Event()

    def offer(self, said: Hint) -> None:
        """Queue a hint that is wanted; a full queue becomes one refetch."""
        if self._missed or not self.wanted(said):
            return
        if len(self._waiting) >= _QUEUE:
            self.miss()
        else:
            self._waiting.append(said)
            self._ready.set()

    def miss(self) -> None:
        """Tell the reader to ask for everything again."""
        self._waiting.clear()
        self._missed = True
        self._ready.set()

    async def chunk(self, patience: float) -> bytes:
        """The next events as text/event-stream, a comment when nothing comes within `patience` seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), patience)
        missed, waiting = self._missed, list(self._waiting)
        self._missed = False
        self._waiting.clear()
        self._ready.clear()
        if missed:
            return b"event: refetch\ndata: {}\n\n"
        events = [b"event: hint\ndata: " + msgspec.json.encode(said) + b"\n\n" for said in waiting]
        return b"".join(events) or b": ping\n\n"


class Live:
    """One process's ear on the database and the streams that hang on it."""

    def __init__(self, database_url: str) -> None:
        self._address = database_url.replace("postgresql+asyncpg://", "postgresql://", 1)
        self._subscriptions: set[Subscription] = set()
        self.anonymous: Counter[str] = Counter()  # open streams by address
        self._task: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()

    def start(self) -> None:
        """Begin to listen, in the background and for as long as the process runs."""
        self._task = asyncio.create_task(self._listen(), name="live hints")

    async def listening(self) -> None:
        """Wait until hints arrive."""
        await self._listening.wait()

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def subscribe(self, wanted: Wanted) -> Subscription:
        """A new reader's queue."""
        subscription = Subscription(wanted)
        self._subscriptions.add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Forget a reader; synchronous, for a stream's cleanup cannot await."""
        self._subscriptions.discard(subscription)

    @property
    def readers(self) -> int:
        """How many streams are open."""
        return len(self._subscriptions)

    async def _listen(self) -> None:
        while True:
            try:
                await self._one_connection()
            except Exception as error:
                # Whatever it was: a listener that ends leaves every screen without news.
                _log.warning("live hints lost the database", error=type(error).__name__)
            self._listening.clear()
            await asyncio.sleep(_PAUSE)

    async def _one_connection(self) -> None:
        """Listen on one connection until it ends."""
        ended = asyncio.Event()
        connection = await asyncpg.connect(
            self._address, timeout=10, server_settings={"application_name": "ecosystem live"}
        )
        try:
            connection.add_termination_listener(lambda _: ended.set())
            await connection.add_listener(CHANNEL, self._heard)
            self._listening.set()
            for subscription in self._subscriptions:
                # Whatever happened while nobody listened is unknown.
                subscription.miss()
            await ended.wait()
        finally:
            connection.terminate()

    def _heard(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        try:
            said = msgspec.json.decode(str(payload), type=Hint)
        except msgspec.MsgspecError:
            _log.warning("a live hint that cannot be read")
            return
        for subscription in tuple(self._subscriptions):
            subscription.offer(said)


def stream(request: Request[Any, Any, Any], wanted: Wanted) -> Stream:
    """The answer of an event stream that sends the hints for which `wanted` says yes.

    `event: hint` with a Hint, `event: refetch` when some were missed, a comment every 15 seconds.
    Raises TooManyStreams for an address that holds many already without signing in.
    """
    live: Live = request.app.state.live
    address = client_address(request) if request.user is None else None
    if address is not None and live.anonymous[address] >= MOST_ANONYMOUS:
        raise TooManyStreams(headers={"Retry-After": "60"})
    return Stream(
        _events(live, wanted, address),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _events(live: Live, wanted: Wanted, address: str | None) -> AsyncIterator[bytes]:
    subscription = live.subscribe(wanted)
    if address is not None:
        live.anonymous[address] += 1
    try:
        yield b"retry: 3000\n: connected\n\n"
        while True:
            yield await subscription.chunk(PING)
    finally:
        live.unsubscribe(subscription)
        if address is not None:
            live.anonymous[address] -= 1
            # Addresses that have left are not kept.
            live.anonymous = +live.anonymous
