"""The SQL of availability: opening minus closures minus what is blocked, for any resources at once.

A caller hands in the text of a SELECT that names the resources and their buffers:
`resource_id, site_id, room_id, units, before, after` (the last two intervals). In it $1 and $2 are the
window's start and end; its own parameters begin with $3.
"""
# ruff: noqa: S608 -- composed of constants; the caller's SELECT is a constant of his

from msgspec import Struct

from ecosystem.places.opening import PLACE_DAYS, PLACE_HOURS, PLACE_OPEN, RESOURCES_OPEN

_WANTED = """
wanted AS MATERIALIZED (
    SELECT w.resource_id, w.site_id, w.room_id, w.units, w.before, w.after, s.region_id, s.zone,
        w.before + w.after = interval '0' AS bare
    FROM ({wanted}) w JOIN site s ON s.id = w.site_id
),
place AS MATERIALIZED (SELECT DISTINCT site_id, zone FROM wanted)"""

_OPENING = f"{PLACE_DAYS}, {PLACE_HOURS}, {PLACE_OPEN}, {RESOURCES_OPEN}"

_OPEN_OF = "coalesce(CASE WHEN h.resource_id IS NULL THEN p.opening ELSE h.opening END, tstzmultirange())"
_OPEN_JOINED = """
FROM wanted w
LEFT JOIN place_open p ON p.site_id = w.site_id
LEFT JOIN own_open h ON h.resource_id = w.resource_id"""

# What stands in the way of a claim that begins or ends there: everything grown by the asker's buffers,
# since two buffers never share time and none reaches into a closure.
_GROWN = """
CASE WHEN w.bare THEN {0} ELSE tstzrange(lower({0}) - w.after, upper({0}) + w.before) END"""
_REACH = "tstzrange($1::timestamptz - w.before, $2::timestamptz + w.after)"

# The constraint's columns and nothing else, so that its index answers alone.
_TAKEN = f"o.resource_id = w.resource_id AND o.blocked && {_REACH} AND o.state <> 'released'"

# Whoever asks hands in the present as {now}. Lapsed holds are few and have an index of their own; a condition
# on every row's end would send the constraint's index to the table for each of them.
_LAPSED = """
lapsed AS MATERIALIZED (
    SELECT resource_id, unit, blocked FROM occupancy WHERE state = 'held' AND expires_at <= {now}::timestamptz
)"""
_STILL_TAKEN = f"""{_TAKEN} AND NOT EXISTS (
    SELECT FROM lapsed p WHERE p.resource_id = o.resource_id AND p.unit = o.unit AND p.blocked = o.blocked)"""

_CLOSED = f"""
CROSS JOIN LATERAL (VALUES (w.region_id), (w.site_id), (w.room_id), (w.resource_id)) s (scope_id)
JOIN closure c ON c.scope_id = s.scope_id AND c.during && {_REACH}"""

# Free time travels in the multirange's own binary form: reading it as values took longer than finding it.
FREE = f"""
WITH {_WANTED}, {_OPENING}, {_LAPSED},
shut AS MATERIALIZED (
    SELECT w.resource_id, range_agg({_GROWN.format("c.during")}) AS closed
    FROM wanted w {_CLOSED}
    GROUP BY w.resource_id
)
SELECT w.resource_id, w.units, w.before, w.after,
    multirange_send({_OPEN_OF} - coalesce(x.closed, tstzmultirange())
        - CASE WHEN w.units > 1 THEN tstzmultirange() ELSE coalesce(
            (SELECT range_agg({_GROWN.format("o.blocked")}) FROM occupancy o WHERE {_STILL_TAKEN}),
            tstzmultirange()) END) AS free,
    CASE WHEN w.units > 1 THEN ARRAY(SELECT o.blocked FROM occupancy o WHERE {_STILL_TAKEN}) END AS blocked
{_OPEN_JOINED}
LEFT JOIN shut x ON x.resource_id = w.resource_id
"""

# The first moment of the window at which one of them is open, whether taken or not.
OPENS = f"""
WITH {_WANTED}, {_OPENING},
shut AS MATERIALIZED (
    SELECT w.resource_id, range_agg(c.during) AS closed FROM wanted w {_CLOSED} GROUP BY w.resource_id
)
SELECT min(lower({_OPEN_OF} - coalesce(x.closed, tstzmultirange()))) AS opens_at
{_OPEN_JOINED}
LEFT JOIN shut x ON x.resource_id = w.resource_id
"""

# What bears on resources over the window, one row each: every column of the caller's SELECT, and with it
# the hours of site and resource as they are stored, the closures, and what takes the resource. JSON comes
# as text; `surroundings` makes sense of it.
_WEEKLY = """(
    SELECT json_agg(json_build_array(r.weekday, r.opens, r.closes, r.valid_from, r.valid_until))::text
    FROM opening_rule r WHERE r.owner_id = {owner})"""
_DATED = """(
    SELECT json_agg(json_build_array(e.on_date, e.opens, e.closes))::text
    FROM opening_exception e
    WHERE e.owner_id = {owner}
      AND e.on_date BETWEEN ($1::timestamptz AT TIME ZONE {at}.in_zone)::date - 1
                        AND ($2::timestamptz AT TIME ZONE {at}.in_zone)::date)"""
_HOURS_OF_SITE = f"{_WEEKLY} AS weekly, {_DATED} AS dated"


def _surroundings(taken: str, *, single: bool) -> str:
    # Of many resources each site's hours are read once; for one that would be a detour.
    site, place, joined = _HOURS_OF_SITE.format(owner="w.site_id", at="w"), "", ""
    if not single:
        site, joined = "p.weekly, p.dated", "JOIN place p ON p.site_id = w.site_id"
        place = f""",
place AS MATERIALIZED (
    SELECT p.site_id, {_HOURS_OF_SITE.format(owner="p.site_id", at="p")}
    FROM (SELECT DISTINCT site_id, in_zone FROM wanted) p
)"""
    return f"""
WITH wanted AS MATERIALIZED (
    SELECT w.*, s.region_id AS in_region, s.zone AS in_zone
    FROM ({{wanted}}) w JOIN site s ON s.id = w.site_id
){place}
SELECT w.*, {site}, {_WEEKLY.format(owner="w.resource_id")} AS own_weekly,
    {_DATED.format(owner="w.resource_id", at="w")} AS own_dated,
    (SELECT json_agg(json_build_array(c.id, c.scope_kind,
                     json_build_array(lower(c.during), upper(c.during)), c.reason) ORDER BY c.during)::text
     FROM closure c
     WHERE c.scope_id = ANY(ARRAY[w.in_region, w.site_id, w.room_id, w.resource_id])
       AND c.during && {_REACH}) AS closures,
    (SELECT {taken}
     FROM occupancy o
     WHERE o.resource_id = w.resource_id AND o.blocked && {_REACH}
       AND o.state <> 'released') AS taken
FROM wanted w {joined}"""


class Around(Struct, frozen=True):
    """The same question about a single resource and about many."""

    single: str
    many: str

    @classmethod
    def taking(cls, taken: str) -> "Around":
        """With what takes a resource aggregated like this."""
        return cls(_surroundings(taken, single=True), _surroundings(taken, single=False))


# For judging a claim: whole rows.
FACTS = Around.taking(
    """json_agg(json_build_array(o.id, o.unit, json_build_array(lower(o.during), upper(o.during)),
         json_build_array(lower(o.blocked), upper(o.blocked)), o.state, o.purpose, o.subject_id, o.expires_at,
         o.pinned))::text"""
)
# For a screen: many, packed end to end, since reading them as values takes longer than finding them.
STRIPS = Around.taking(
    """string_agg(range_send(o.during) || range_send(o.blocked) || uuid_send(o.subject_id)
         || timestamptz_send(coalesce(o.expires_at, 'infinity')), '')"""
)
