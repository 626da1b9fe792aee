"""What the routes of identity share: where a request comes from, and what is not to be kept."""

from ecosystem.identity.errors import CrossSite
from ecosystem.identity.rules import is_cross_site
from ecosystem.identity.sealing import Vault
from ecosystem.kernel.http import Request, client_address

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
