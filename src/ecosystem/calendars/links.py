"""The addresses that people subscribe with, and the same as a picture for a phone's camera."""

from urllib.parse import quote

import segno
from msgspec import Struct


class Links(Struct, frozen=True):
    """One feed's address in the forms that programs take: `qr` is an SVG image as a data address."""

    url: str
    webcal_url: str
    google_url: str
    outlook_url: str
    qr: str


def links(url: str, name: str) -> Links:
    """The forms of an address. Google and Outlook on the web refuse webcal in their fields, not in links."""
    webcal = "webcal://" + url.split("://", 1)[1]
    return Links(
        url=url,
        webcal_url=webcal,
        google_url=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook_url=(
            "https://outlook.live.com/calendar/0/addfromweb"
            f"?url={quote(url, safe='')}&name={quote(name, safe='')}"
        ),
        qr=segno.make(webcal, error="m").svg_data_uri(scale=4, border=2),
    )


def private_url(base_url: str, token: str) -> str:
    """Where a token's feed is read."""
    return f"{base_url}/ical/f/{token}.ics"


def public_url(base_url: str, kind: str, slug: str, locale: str = "vi") -> str:
    """Where a public feed is read, in Vietnamese or English."""
    return f"{base_url}/ical/p/{kind}/{slug}{'.en' if locale == 'en' else ''}.ics"
