"""Rules of identity on plain values: passwords, secrets, life of a session, windows of tries, cross-site."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

MIN_PASSWORD = 10
MAX_PASSWORD = 1024

SESSION_IDLE = timedelta(days=30)
SESSION_AT_MOST = timedelta(days=90)
TOUCH_EVERY = timedelta(minutes=5)

WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT = 10
TRIES_PER_ADDRESS = 50
# Letters are felt by whoever owns the address, so fewer of them; a class signs up from one address.
LETTERS_PER_ACCOUNT = 5
LETTERS_PER_ADDRESS = 50
LINK_LASTS = timedelta(hours=24)
INVITATION_LASTS = timedelta(days=7)
# A teacher invites a class in one go; one address hears of it but a few times.
INVITATIONS_PER_ACCOUNT = 5
INVITATIONS_PER_SENDER = 200
CODES_PER_ACCOUNT = 10
CODES_PER_ADDRESS = 50
# Three codes of a million hold at any moment, so guessing has to be slow.
FACTORS_PER_ACCOUNT = 5
FACTORS_PER_ADDRESS = 50
HALF_SESSION_LASTS = timedelta(minutes=5)


def password_faults(password: str, *, email: str, full_name: str, common: Collection[str] = ()) -> list[str]:
    """Codes of everything that speaks against a new password; length is what counts, not its signs.

    `common` are the passwords that are guessed first, in lower case.
    """
    lowered = password.casefold()
    known = {text.casefold() for text in (email, email.partition("@")[0], full_name)}
    found = {
        "password_short": len(password) < MIN_PASSWORD,
        "password_long": len(password) > MAX_PASSWORD,
        "password_one_sign": len(password) > 0 and len(set(lowered)) == 1,
        "password_common": lowered in common,
        "password_is_you": lowered in known,
    }
    return [code for code, wrong in found.items() if wrong]


def session_end(created_at: datetime, now: datetime) -> datetime:
    """When a session that is used now ends: 30 days on, but 90 days after signing in at the latest."""
    return min(now + SESSION_IDLE, created_at + SESSION_AT_MOST)


def touch_due(last_seen_at: datetime, now: datetime) -> bool:
    """Whether it is time to note that a session or token is still in use."""
    return now - last_seen_at >= TOUCH_EVERY


def window_start(now: datetime) -> datetime:
    """The beginning of the window of tries that `now` falls in; windows are counted from the epoch."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return now - (now - epoch) % WINDOW


def address_block(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 customer has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def is_cross_site(*, fetch_site: str | None, origin: str | None, host: str | None, base_url: str) -> bool:
    """Whether a browser says that another site's page sends this request.

    `Sec-Fetch-Site` decides where it is sent, else `Origin` against our own address or the request's
    host. Neither is sent by programs, which carry no cookies of ours to abuse.
    """
    if fetch_site is not None:
        return fetch_site.lower() not in {"same-origin", "none"}
    if origin is None:
        return False
    ours = {urlsplit(base_url).netloc.lower(), (host or "").lower()} - {""}
    try:
        return urlsplit(origin).netloc.lower() not in ours
    except ValueError:
        return True  # no address at all


def cookie_name(base_url: str) -> str:
    """The session cookie's name; the prefix binds it to this host, and needs https."""
    return "__Host-ecosystem_session" if base_url.startswith("https://") else "ecosystem_session"
