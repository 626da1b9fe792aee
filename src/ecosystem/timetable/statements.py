"""The SQL of availability: opening minus closures minus what is blocked, for any resources at once.

A caller hands in the text of a SELECT that names the resources and their buffers:
`resource_id, site_id, room_id, units, before, after` (the last two intervals). In it $1 and $2 are the
window's start and end; its own parameters begin with $3.
"""
# ruff: noqa: S608 -- composed of constants; the caller's SELECT is a constant of his

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

_CLOSED = f"""
CROSS JOIN LATERAL (VALUES (w.region_id), (w.site_id), (w.room_id), (w.resource_id)) s (scope_id)
JOIN closure c ON c.scope_id = s.scope_id AND c.during && {_REACH}"""

# Free time travels in the multirange's own binary form: reading it as values took longer than finding it.
FREE = f"""
WITH {_WANTED}, {_OPENING},
shut AS MATERIALIZED (
    SELECT w.resource_id, range_agg({_GROWN.format("c.during")}) AS closed
    FROM wanted w {_CLOSED}
    GROUP BY w.resource_id
)
SELECT w.resource_id, w.units, w.before, w.after,
    multirange_send({_OPEN_OF} - coalesce(x.closed, tstzmultirange())
        - CASE WHEN w.units > 1 THEN tstzmultirange() ELSE coalesce(
            (SELECT range_agg({_GROWN.format("o.blocked")}) FROM occupancy o WHERE {_TAKEN}),
            tstzmultirange()) END) AS free,
    CASE WHEN w.units > 1 THEN ARRAY(SELECT o.blocked FROM occupancy o WHERE {_TAKEN}) END AS blocked
{_OPEN_JOINED}
LEFT JOIN shut x ON x.resource_id = w.resource_id
"""

# Rows of three sorts: the opening hours, the closures with their reasons, what takes the resource.
FACTS = f"""
WITH {_WANTED}, {_OPENING}
SELECT 'open' AS sort, w.resource_id, lower(span) AS starts, upper(span) AS ends,
    NULL::timestamptz AS blocked_from, NULL::timestamptz AS blocked_to, NULL::uuid AS id,
    NULL::int AS unit, NULL::text AS state, NULL::text AS purpose, NULL::uuid AS subject_id,
    NULL::timestamptz AS expires_at, NULL::boolean AS pinned, NULL::text AS vi, NULL::text AS en
{_OPEN_JOINED}
CROSS JOIN LATERAL unnest({_OPEN_OF}) span
UNION ALL
SELECT 'closure', w.resource_id, lower(c.during), upper(c.during), NULL, NULL, c.id, NULL, c.scope_kind,
    NULL, NULL, NULL, NULL, c.reason ->> 'vi', c.reason ->> 'en'
FROM wanted w {_CLOSED}
UNION ALL
SELECT 'taken', w.resource_id, lower(o.during), upper(o.during), lower(o.blocked), upper(o.blocked), o.id,
    o.unit, o.state, o.purpose, o.subject_id, o.expires_at, o.pinned, NULL, NULL
FROM wanted w JOIN occupancy o ON {_TAKEN}
"""

# For the screen: one row per resource, its stretches as arrays, which are read far faster than rows.
STRIPS = f"""
WITH {_WANTED}, {_OPENING}
SELECT w.resource_id, multirange_send({_OPEN_OF}) AS opening, c.closed_from, c.closed_to, c.vi, c.en,
    t.starts, t.ends, t.blocked_from, t.blocked_to, t.held_until, t.subjects
{_OPEN_JOINED}
CROSS JOIN LATERAL (
    SELECT array_agg(lower(c.during)) AS closed_from, array_agg(upper(c.during)) AS closed_to,
        array_agg(c.reason ->> 'vi') AS vi, array_agg(c.reason ->> 'en') AS en
    FROM (SELECT c.during, c.reason FROM closure c
          WHERE c.scope_id = ANY(ARRAY[w.region_id, w.site_id, w.room_id, w.resource_id])
            AND c.during && {_REACH} ORDER BY c.during) c
) c
CROSS JOIN LATERAL (
    SELECT array_agg(lower(o.during)) AS starts, array_agg(upper(o.during)) AS ends,
        array_agg(lower(o.blocked)) AS blocked_from, array_agg(upper(o.blocked)) AS blocked_to,
        array_agg(o.expires_at) AS held_until, array_agg(o.subject_id) AS subjects
    FROM (SELECT o.during, o.blocked, o.expires_at, o.subject_id FROM occupancy o
          WHERE {_TAKEN} ORDER BY o.during) o
) t
"""
