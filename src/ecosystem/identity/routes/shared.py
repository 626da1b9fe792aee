"""What the routes of identity share: where a request comes from, its cookie, and what is not to be kept."""

from litestar.datastructures import Cookie

from ecosystem.identity.errors import CrossSite
from ecosystem.identity.rules import SESSION_AT_MOST, cookie_name, is_cross_site
from ecosystem.identity.sealing import Vault
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Forbidden
from ecosystem.kernel.http import Request, actor_of, client_address

MOST_CALLED_OFF = 100  # bookings that a look at a closing names; `count` tells how many there are
NO_STORE = {"cache-control": "no-store"}
# Nobody is signed in yet, so there is no token to ask for: these look at where a request comes from.
OPEN = {"permission": "public", "csrf": False}


def address_of(request: Request) -> str | None:
    """The caller's address, by which tries are counted."""
    return client_address(request) or None


def vault_of(request: Request) -> Vault:
    """What seals and opens the secrets of this installation."""
    return Vault(request.app.state.settings.secret_key)


def refuse_cross_site(request: Request) -> None:
    """Raises CrossSite where a browser says that another site's page sends this."""
    header = request.headers.get
    if is_cross_site(
        fetch_site=header("sec-fetch-site"),
        origin=header("origin"),
        host=header("host"),
        base_url=request.app.state.settings.base_url,
    ):
        raise CrossSite


def session_cookie(request: Request, secret: str | None) -> Cookie:
    """The session's cookie, or the one that takes it away. It outlives no session: the server decides."""
    base_url: str = request.app.state.settings.base_url
    return Cookie(
        key=cookie_name(base_url),
        value=secret or "",
        max_age=int(SESSION_AT_MOST.total_seconds()) if secret else 0,
        path="/",
        secure=base_url.startswith("https://"),
        httponly=True,
        samesite="lax",
    )


def by_browser(request: Request) -> Actor:
    """Who asks in a browser; a token, which lies about in a program, must not change how one signs in."""
    actor = actor_of(request)
    if actor.session_id is None:
        raise Forbidden
    return actor
