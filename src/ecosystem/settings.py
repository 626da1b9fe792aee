"""The settings of one process: a frozen struct read once from the `ECOSYSTEM_*` variables."""

import os
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import msgspec

PREFIX = "ECOSYSTEM_"
_PACKAGE = Path(__file__).resolve().parent


class SettingsError(ValueError):
    """Variables that can't be used; `problems` names every one of them, a line each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What differs from one installation to the next.

    `var` holds everything that is written outside the database: mail, keys, the embedded database.
    `database_url` is None when the embedded PostgreSQL is meant. `frozen_now` stops the clock (tests, demo).
    `fault_photo_days` is how long the photo of a fault stays after its end.
    `smtp_url` is None where letters are written to files.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    var: Path = Path("var")
    database_url: str | None = None
    given_base_url: str | None = None
    given_secret_key: str | None = None
    demo: bool = False
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    log_format: str = "console"
    log_level: str = "INFO"
    worker_embedded: bool = True
    pool_size: int = 10
    frozen_now: datetime | None = None
    lock_timeout_ms: int = 3000
    given_web_dist: Path | None = None
    smtp_url: str | None = None
    given_mail_from: str | None = None
    fault_photo_days: int = 90

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read the `ECOSYSTEM_*` variables of `env`; raises SettingsError naming all that are wrong."""
        values: dict[str, Any] = {}
        problems: list[str] = []
        for name, (field, read) in _VARIABLES.items():
            text = env.get(name, "").strip()
            if text:
                try:
                    values[field] = read(text)
                except ValueError as error:
                    shown = "(not shown)" if name in _SECRET else repr(text)
                    problems.append(f"{name}={shown}: {error}")
        if problems:
            raise SettingsError(problems)
        values.setdefault("var", Path("var").resolve())
        return cls(**values)

    @property
    def base_url(self) -> str:
        """The address people reach this installation at, without a slash at the end."""
        if self.given_base_url is not None:
            return self.given_base_url
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def mail_from(self) -> str:
        """The address that letters come from."""
        if self.given_mail_from is not None:
            return self.given_mail_from
        host = urlsplit(self.base_url).hostname or ""
        # A number is no domain for an address.
        return (
            f"ecosystem@{host if any(char.isalpha() for char in host) and ':' not in host else 'localhost'}"
        )

    @property
    def secret_key(self) -> str:
        """The key that signs tokens; made on first use and kept in `var/secret.key`."""
        return self.given_secret_key or _key_in(self.var / "secret.key")

    @property
    def web_dist(self) -> Path:
        """The folder of the built front end: the given one, the wheel's, or the working copy's."""
        if self.given_web_dist is not None:
            return self.given_web_dist
        shipped = _PACKAGE / "_web"
        return shipped if shipped.is_dir() else _PACKAGE.parents[1] / "frontend" / "dist"


def unknown_variables(env: Mapping[str, str] = os.environ) -> list[str]:
    """The `ECOSYSTEM_*` variables of `env` that mean nothing here, most often a slip of the pen."""
    return sorted(name for name in env if name.startswith(PREFIX) and name not in _VARIABLES)


@cache
def _key_in(path: Path) -> str:
    """Read the key in `path`, making it (mode 600) if there is none; two processes agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
            os.link(draft, path)  # fails where another process was first: its key counts
        except FileExistsError:
            pass
        finally:
            Path(draft).unlink()
    return path.read_text(encoding="ascii").strip()


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise ValueError(f"a whole number from {least} to {most} is wanted")
        return int(text)

    return read


def _flag(text: str) -> bool:
    if text.lower() not in {"0", "1", "false", "true", "no", "yes", "off", "on"}:
        raise ValueError("1 or 0 is wanted")
    return text.lower() in {"1", "true", "yes", "on"}


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        for choice in choices:
            if text.lower() == choice.lower():
                return choice
        raise ValueError(f"one of {', '.join(choices)} is wanted")

    return read


def _database(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in {"postgresql", "postgres", "postgresql+asyncpg"}:
        raise ValueError("an address that begins with postgresql:// is wanted")
    return f"postgresql+asyncpg://{rest}"


def _address(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError("an address that begins with http:// or https:// is wanted")
    return text.rstrip("/")


def _mail_server(text: str) -> str:
    wanted = "an address such as smtps://user:password@mail.example:465 is wanted"
    try:
        parts = urlsplit(text)
        fits = parts.scheme in {"smtp", "smtps"} and parts.hostname and parts.port != 0
    except ValueError:
        # What Python says of a port that is none may be a piece of the password.
        raise ValueError(wanted) from None
    if not fits:
        raise ValueError(wanted)
    return text


def _sender(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", text):
        raise ValueError("an address such as lab@truong.edu.vn is wanted")
    return text


def _secret(text: str) -> str:
    if len(text) < 32:
        raise ValueError("at least 32 characters are wanted")
    return text


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant with its offset is wanted, as 2026-11-21T09:00:00+07:00")
    return instant


def _folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


# The last line of defence of an installation: not for a screen or a log, even where they are wrong.
_SECRET = frozenset({PREFIX + "SECRET_KEY", PREFIX + "DATABASE_URL", PREFIX + "SMTP_URL"})
_VARIABLES: dict[str, tuple[str, Callable[[str], object]]] = {
    PREFIX + "HOST": ("host", str),
    PREFIX + "PORT": ("port", _whole(1, 65535)),
    PREFIX + "VAR": ("var", _folder),
    PREFIX + "DATABASE_URL": ("database_url", _database),
    PREFIX + "BASE_URL": ("given_base_url", _address),
    PREFIX + "SECRET_KEY": ("given_secret_key", _secret),
    PREFIX + "DEMO": ("demo", _flag),
    PREFIX + "TRUSTED_PROXIES": ("trusted_proxies", _networks),
    PREFIX + "LOG_FORMAT": ("log_format", _one_of("console", "json")),
    PREFIX + "LOG_LEVEL": ("log_level", _one_of("DEBUG", "INFO", "WARNING", "ERROR")),
    PREFIX + "WORKER_EMBEDDED": ("worker_embedded", _flag),
    PREFIX + "POOL_SIZE": ("pool_size", _whole(1, 1000)),
    PREFIX + "FROZEN_NOW": ("frozen_now", _instant),
    PREFIX + "LOCK_TIMEOUT_MS": ("lock_timeout_ms", _whole(1, 600_000)),
    PREFIX + "WEB_DIST": ("given_web_dist", _folder),
    PREFIX + "SMTP_URL": ("smtp_url", _mail_server),
    PREFIX + "MAIL_FROM": ("given_mail_from", _sender),
    PREFIX + "FAULT_PHOTO_DAYS": ("fault_photo_days", _whole(1, 36_500)),
}
