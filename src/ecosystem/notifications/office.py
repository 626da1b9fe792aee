"""Where the letters of this process leave from: one office, opened by the composition root."""

from ecosystem.notifications.gateways import Files, Gateway, Smtp
from ecosystem.settings import Settings


class Office:
    """The sender's address, the address of the installation, and the way out."""

    def __init__(self, settings: Settings) -> None:
        self.sender = settings.mail_from
        self.base_url = settings.base_url
        self.gateway: Gateway = (
            Smtp(settings.smtp_url) if settings.smtp_url is not None else Files(settings.var / "mail")
        )

    @property
    def domain(self) -> str:
        """What stands behind the @ of a Message-ID."""
        return self.sender.rpartition("@")[2]


_open: Office | None = None


def open_office(settings: Settings) -> None:
    """Letters of this process leave as these settings say."""
    global _open  # noqa: PLW0603 -- one office for the process is the point
    _open = Office(settings)


def office() -> Office:
    """The open office; RuntimeError before one was opened."""
    if _open is None:
        raise RuntimeError("no office was opened for letters")
    return _open
