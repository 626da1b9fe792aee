"""Who reads which feed: each audience with its name, who may have it, and how it is found.

A feature that publishes for another audience registers it here; `publishing.PUBLIC` names the public ones.
"""

from uuid import UUID

from msgspec import Struct

from ecosystem.calendars.publishing import PUBLIC
from ecosystem.directory.roles import PERMISSIONS
from ecosystem.kernel.text import slug_of
from ecosystem.kernel.words import Words


class Audience(Struct, frozen=True, kw_only=True):
    """One kind of feed, as SQL that its questions are made of.

    `named` answers the name (a bilingual text as JSON) and zone of key $1, which `title` is filled with.
    `resolved` answers the key of slug or id $1; `tail`: that slug is a name that may change and the end of an
    id that does not. `listed` answers key, slug and name of every public feed. `allowed` is a condition on a
    row `t` of feed_token at the instant $2, asked at every reading; `offered` answers key and name of those
    that person $1 may have at $2.
    """

    scope: str
    title: Words
    file: str
    named: str
    resolved: str
    tail: bool = False
    listed: str | None = None
    allowed: str | None = None
    offered: str | None = None

    @property
    def public(self) -> bool:
        """Whether anybody may read it."""
        return self.scope in PUBLIC


_STAFF = ", ".join(
    f"'{role}'" for role, permissions in sorted(PERMISSIONS.items()) if "reservations:manage" in permissions
)
# Whether person {0} runs site s.
_RUNS = f"""EXISTS (
    SELECT FROM role_grant g
    WHERE g.person_id = {{person}} AND g.role IN ({_STAFF}) AND (g.until IS NULL OR g.until > $2::timestamptz)
      AND (g.scope_kind = 'site' AND g.scope_id = s.id
        OR g.scope_kind = 'organisation' AND g.scope_id = s.organisation_id
        OR g.scope_kind = 'region' AND g.scope_id = s.region_id))"""
# The end of a resource's or room's id stands at the end of its slug, which so outlives its names.
_TAIL = "right(replace(id::text, '-', ''), 12)"

known: dict[str, Audience] = {}
"""The audiences by scope."""


# What a person may ask for under another name.
ALIASES = {"personal": "person"}


def short(scope: str, slug: str) -> str:
    """The part of a slug that finds a feed, whatever it is called now."""
    return slug.rpartition("-")[2] if known[scope].tail else slug


def slug(name: str, key: UUID) -> str:
    """The slug of what has none of its own."""
    return f"{slug_of(name)}-{key.hex[-12:]}"


def allowed(scopes: tuple[str, ...]) -> str:
    """The condition on a row `t` of feed_token of one of these scopes, at the instant $2."""
    found = [audience for scope in scopes if (audience := known[scope]).allowed is not None]
    cases = " ".join(f"WHEN '{audience.scope}' THEN {audience.allowed}" for audience in found)
    return f"CASE t.scope {cases} ELSE false END"


def register(audience: Audience) -> None:
    """Make an audience known."""
    known[audience.scope] = audience


register(
    Audience(
        scope="network",
        title=Words("{name}", "{name}"),
        file="vung.ics",
        named="SELECT name::text AS name, zone FROM region WHERE id = $1",
        resolved="SELECT id FROM region WHERE slug = $1 OR id::text = $1",
        listed="SELECT id AS key, slug, name::text AS name FROM region",
    )
)
register(
    Audience(
        scope="site",
        title=Words("{name}", "{name}"),
        file="co-so.ics",
        named="SELECT name::text AS name, zone FROM site WHERE id = $1",
        resolved="SELECT id FROM site WHERE slug = $1 OR id::text = $1",
        listed="SELECT id AS key, slug, name::text AS name FROM site WHERE retired_at IS NULL",
    )
)
register(
    Audience(
        scope="room",
        title=Words("{name}: giờ bận", "{name}: busy"),
        file="phong.ics",
        tail=True,
        named="""SELECT r.name::text AS name, s.zone FROM room r JOIN site s ON s.id = r.site_id
            WHERE r.id = $1""",
        resolved=f"SELECT id FROM room WHERE {_TAIL} = $1 OR id::text = $1",  # noqa: S608
        listed="SELECT id AS key, NULL AS slug, name::text AS name FROM room WHERE retired_at IS NULL",
    )
)
register(
    Audience(
        scope="machine",
        title=Words("{name}: giờ bận", "{name}: busy"),
        file="may.ics",
        tail=True,
        named="""SELECT jsonb_build_object('vi', r.name, 'en', r.name)::text AS name, s.zone
            FROM resource r JOIN site s ON s.id = r.site_id WHERE r.id = $1""",
        resolved=f"SELECT id FROM resource WHERE {_TAIL} = $1 OR id::text = $1",  # noqa: S608
        listed="""SELECT id AS key, NULL AS slug, jsonb_build_object('vi', name, 'en', name)::text AS name
            FROM resource WHERE state <> 'retired'""",
    )
)
register(
    Audience(
        scope="person",
        title=Words("Lịch của tôi · {name}", "My calendar · {name}"),
        file="lich-cua-toi.ics",
        named="SELECT name::text AS name, zone FROM region",
        resolved="SELECT id FROM person WHERE id::text = $1",
        allowed="t.key = t.person_id",
        offered="SELECT p.id AS key, r.name::text AS name FROM person p CROSS JOIN region r WHERE p.id = $1",
    )
)
register(
    Audience(
        scope="site_staff",
        title=Words("Lịch trực · {name}", "Staff calendar · {name}"),
        file="lich-truc.ics",
        named="SELECT name::text AS name, zone FROM site WHERE id = $1",
        resolved="SELECT id FROM site WHERE slug = $1 OR id::text = $1",
        allowed=f"EXISTS (SELECT FROM site s WHERE s.id = t.key AND {_RUNS.format(person='t.person_id')})",
        offered=f"""SELECT s.id AS key, s.name::text AS name FROM site s
            WHERE s.retired_at IS NULL AND {_RUNS.format(person="$1")} ORDER BY s.slug""",  # noqa: S608
    )
)
