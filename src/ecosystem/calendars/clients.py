"""Which calendar program reads a feed, by the name that it gives itself."""

import re

# The first that is found counts: some name another one's engine as well.
_KNOWN = (
    ("google-calendar", "Google Calendar"),
    ("googlebot", "Google Calendar"),
    ("outlook", "Outlook"),
    ("microsoft", "Outlook"),
    ("exchange", "Outlook"),
    ("thunderbird", "Thunderbird"),
    ("icsx5", "ICSx⁵"),
    ("davx5", "DAVx⁵"),
    ("nextcloud", "Nextcloud"),
    ("evolution", "GNOME Evolution"),
    ("vdirsyncer", "vdirsyncer"),
    ("home-assistant", "Home Assistant"),
    ("ios/", "Apple Calendar (iPhone, iPad)"),
    ("dataaccessd", "Apple Calendar (iPhone, iPad)"),
    ("calendaragent", "Apple Calendar (Mac)"),
    ("macos", "Apple Calendar (Mac)"),
    ("mozilla/", "browser"),
)
_NAME = re.compile(r"[A-Za-z0-9._+-]{2,40}")
UNKNOWN = "?"


def client_of(agent: str) -> str:
    """The program of a User-Agent header, or the first word of it; "?" where it says nothing."""
    lower = agent.lower()
    for sign, name in _KNOWN:
        if sign in lower:
            return name
    found = _NAME.match(agent)
    return found[0] if found else UNKNOWN
