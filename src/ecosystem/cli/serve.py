"""`ecosystem serve`: everything from an empty directory to an answering server."""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
import uvicorn
from uvicorn.supervisors import ChangeReload, Multiprocess

from ecosystem.cli import using
from ecosystem.founding import service as founding
from ecosystem.kernel import migrations
from ecosystem.kernel.db import Database
from ecosystem.kernel.postgres.locks import FileLock
from ecosystem.sandbox import demo
from ecosystem.settings import Settings

# Open streams of live updates would hold the shutdown up for ever.
_GRACE = 3  # seconds
# Longer than a proxy keeps its own (nginx: 60 s): a request sent into a closing connection gets no answer.
_KEPT_OPEN = 75  # seconds
_LEAVING = 8.0  # seconds that the workers of a killed server may still need to give its port back


@click.command()
@click.option("--host", help="Address to listen on; 127.0.0.1 unless ECOSYSTEM_HOST says otherwise.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Port; 8000 unless ECOSYSTEM_PORT says otherwise."
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, help="Server processes on that port.")
@click.option("--reload", is_flag=True, help="Start again whenever the code changes (for developers).")
def serve(host: str | None, port: int | None, workers: int, reload: bool) -> None:
    """Start the server: database, migrations, demo data at the first start in demo mode.

    Stop it with Ctrl-C. One server per ECOSYSTEM_VAR; for more on one machine use --workers.
    """
    settings = using.settings()
    given = {"host": host or settings.host, "port": port or settings.port}
    settings = msgspec.structs.replace(settings, **given)
    with (
        _only_copy(settings),
        _listen(settings) as listener,
        using.database_address(settings, watched=True) as url,
    ):
        setup_secret = asyncio.run(_prepare(settings, url))
        # Workers are processes of their own and read their settings from the environment, as always.
        os.environ |= {
            "ECOSYSTEM_DATABASE_URL": url,
            "ECOSYSTEM_HOST": settings.host,
            "ECOSYSTEM_PORT": str(settings.port),
            "ECOSYSTEM_VAR": str(settings.var),
        }
        click.echo(_welcome(settings, setup_secret))
        _run(settings, listener, workers, reload)


def application() -> Any:
    """The application as a server process makes it; a worker ends when the process above it is gone."""
    from ecosystem.app import factory  # noqa: PLC0415 - imported in the worker, so that --reload reads it anew

    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), name="follow-parent", daemon=True).start()
    return factory()


def _follow(parent: Any) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _run(settings: Settings, listener: socket.socket, workers: int, reload: bool) -> None:
    config = uvicorn.Config(
        "ecosystem.cli.serve:application",
        factory=True,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        workers=workers,
        reload=reload,
        reload_dirs=[str(Path(__file__).resolve().parents[1])] if reload else None,
        # Who stands behind a proxy is decided where the trusted ones are known.
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE,
        timeout_keep_alive=_KEPT_OPEN,
    )
    if reload:
        ChangeReload(config, target=uvicorn.Server(config).run, sockets=[listener]).run()
    elif workers > 1:
        Multiprocess(config, sockets=[listener]).run()
    else:
        server = uvicorn.Server(config)
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
        if not server.started:
            raise click.ClickException("the server did not start; the lines above say why")


async def _prepare(settings: Settings, url: str) -> str | None:
    """Migrate, and fill an empty database in demo mode; else the secret of the link that sets it up."""
    try:
        await migrations.upgrade(url)
    except OSError as error:
        raise click.ClickException(
            f"no answer from the database ({error}): is it running, is ECOSYSTEM_DATABASE_URL right?"
        ) from None
    database = Database.from_url(url, pool_size=2, lock_timeout_ms=settings.lock_timeout_ms)
    try:
        if not settings.demo:
            return await database.transact(founding.issue)
        async with database.read() as session:
            empty = await founding.is_open(session)
        if empty:
            click.echo("First start: making the demo region ...")
            await demo.load(database)
        return None
    finally:
        await database.dispose()


@contextlib.contextmanager
def _only_copy(settings: Settings) -> Iterator[None]:
    """Hold `var/serving` while serving; it says where. Servers on a managed database may share a var."""
    if settings.database_url is not None:
        yield
        return
    settings.var.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    lock = FileLock(settings.var / "serving")
    try:
        if not lock.take():
            where = lock.path.read_text(encoding="utf-8").strip()
            raise click.ClickException(
                f"already running at {where}: open it, stop it, or start a second one beside it with "
                f"ECOSYSTEM_VAR=var2 ECOSYSTEM_PORT={settings.port + 1} make run"
            )
        yield
    finally:
        lock.drop()


@contextlib.contextmanager
def _listen(settings: Settings) -> Iterator[socket.socket]:
    """Take the port before anything slow; callers wait in its queue until the server is ready."""
    marker = settings.var / "serving"
    here = f"{settings.base_url}\n"
    before = marker.read_text(encoding="utf-8") if marker.exists() else ""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Where a server of ours was killed, its workers are just leaving.
        end = time.monotonic() + (_LEAVING if before == here else 0)
        while True:
            try:
                listener.bind((settings.host, settings.port))
                listener.listen(2048)
                break
            except OSError as error:
                if time.monotonic() >= end:
                    raise click.ClickException(_no_port(settings, error)) from None
                time.sleep(0.2)
        listener.set_inheritable(True)
        if settings.database_url is None:
            marker.write_text(here, encoding="utf-8")
        yield listener


def _no_port(settings: Settings, error: OSError) -> str:
    """What to do about a port that can't be had."""
    other = settings.port + 1 if settings.port < 65535 else 8001
    return (
        f"port {settings.port} on {settings.host} can't be used ({os.strerror(error.errno or 0).lower()}): "
        f"try ECOSYSTEM_PORT={other} make run"
    )


def _welcome(settings: Settings, setup_secret: str | None) -> str:
    """Where to look, and whom to sign in as or how to begin."""
    lines = ["", f"  Ecosystem is at {settings.base_url}  (Ctrl-C stops it)"]
    if setup_secret is not None:
        # Behind the #, so that it stands in no server's log.
        lines += ["", "  Nothing is here yet. Set it up in the browser; this link works once, for a day:"]
        lines += [f"    {settings.base_url}/thiet-lap#{setup_secret}"]
    if settings.demo:
        lines += ["", f"  Sign in as one of these, password {demo.PASSWORD}:"]
        lines += [f"    {address}" for address in demo.ADDRESSES]
    return "\n".join([*lines, ""])
