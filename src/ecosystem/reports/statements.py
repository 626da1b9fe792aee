"""The SQL of the statistics: one statement for each figure, the period and the one before at once.

$1 is the site, $2 and $3 the starts and ends of the periods, counted from 1.
"""
# ruff: noqa: S608 -- composed of constants only

from ecosystem.places.opening import RESOURCES_OPEN, SITES_OPEN

_PERIODS = """
period AS MATERIALIZED (
    SELECT n, starts, ends
    FROM unnest($2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY p (starts, ends, n)
)"""

# No booking is longer than a year, which lets the index by start help.
_TOUCHING = """
v.starts_at < p.ends AND v.starts_at > p.starts - interval '367 days' AND v.ends_at > p.starts"""
_BEGINS = "v.starts_at >= p.starts"
# Unanswered in time ($4 is now), whether or not a worker has come by since.
_LAPSED = "(v.state = 'expired' OR v.state = 'pending' AND v.decide_by <= $4::timestamptz)"
# Who left early gave the rest of the time back.
_BOOKED = """
greatest(interval '0', least(v.ends_at, v.checked_out_at, p.ends) - greatest(v.starts_at, p.starts))"""
_USED = """
greatest(interval '0', least(v.checked_out_at, p.ends) - greatest(v.checked_in_at, p.starts))"""


def _minutes(stretch: str, which: str) -> str:
    seconds = f"sum(extract(epoch FROM {stretch}) * v.units) FILTER (WHERE {which})"
    return f"floor(coalesce({seconds}, 0) / 60)::bigint"


MACHINES = f"""
WITH {_PERIODS}
SELECT p.n, r.id, r.name, r.units, r.state, c.name::text AS category,
    {_minutes(_BOOKED, "v.state = 'confirmed'")} AS booked,
    {_minutes(_USED, "v.state = 'confirmed' AND v.checked_out_at IS NOT NULL")} AS used,
    count(v.id) FILTER (WHERE {_BEGINS} AND v.state IN ('confirmed', 'cancelled', 'no_show')) AS bookings,
    count(v.id) FILTER (WHERE {_BEGINS} AND v.state = 'cancelled') AS cancelled,
    count(v.id) FILTER (WHERE {_BEGINS} AND v.state = 'no_show') AS no_shows,
    count(v.id) FILTER (WHERE {_BEGINS} AND v.state = 'refused') AS refused,
    count(v.id) FILTER (WHERE {_BEGINS} AND {_LAPSED}) AS lapsed
FROM period p
CROSS JOIN resource r
JOIN listing l ON l.resource_id = r.id
JOIN category c ON c.id = l.category_id
LEFT JOIN reservation v ON v.resource_id = r.id AND {_TOUCHING}
WHERE r.site_id = $1
GROUP BY p.n, r.id, c.id
ORDER BY r.sort_key, r.id, p.n
"""

HOURS = f"""
WITH {_PERIODS}
SELECT p.n, extract(isodow FROM h AT TIME ZONE s.zone)::int AS weekday,
    extract(hour FROM h AT TIME ZONE s.zone)::int AS hour,
    floor(sum(extract(epoch FROM least(span.ends, h + interval '1 hour') - greatest(span.starts, h))
              * v.units) / 60)::bigint AS booked
FROM period p
CROSS JOIN site s
JOIN resource r ON r.site_id = s.id
JOIN reservation v ON v.resource_id = r.id AND v.state = 'confirmed' AND {_TOUCHING}
CROSS JOIN LATERAL (
    SELECT greatest(v.starts_at, p.starts) AS starts, least(v.ends_at, v.checked_out_at, p.ends) AS ends
) span
CROSS JOIN LATERAL generate_series(
    date_trunc('hour', span.starts, s.zone), span.ends - interval '1 microsecond', interval '1 hour') h
WHERE s.id = $1 AND span.starts < span.ends
GROUP BY p.n, weekday, hour
ORDER BY weekday, hour, p.n
"""

# Whoever has a booking that stands; those are new whose first one at this site begins in the period.
PEOPLE = f"""
WITH {_PERIODS},
visit AS (
    SELECT v.person_id, v.starts_at, min(v.starts_at) OVER (PARTITION BY v.person_id) AS first_start
    FROM reservation v JOIN resource r ON r.id = v.resource_id
    WHERE r.site_id = $1 AND v.state = 'confirmed'
)
SELECT p.n, count(DISTINCT v.person_id) AS people,
    count(DISTINCT v.person_id) FILTER (WHERE v.first_start >= p.starts) AS new_people
FROM period p JOIN visit v ON v.starts_at >= p.starts AND v.starts_at < p.ends
GROUP BY p.n
"""

# $2 and $3 are the first and last days here.
REFUSALS = """
SELECT p.n, c.code, sum(c.count)::bigint AS count
FROM unnest($2::date[], $3::date[]) WITH ORDINALITY p (first, last, n)
JOIN refusal_count c ON c.site_id = $1 AND c.on_date BETWEEN p.first AND p.last
GROUP BY p.n, c.code
"""

# The minutes in [$1, $2) in which the resources of site $3 are open, closures left out.
OPEN = f"""
WITH place AS MATERIALIZED (SELECT id AS site_id, region_id, zone FROM site WHERE id = $3),
wanted AS MATERIALIZED (
    SELECT r.id AS resource_id, r.site_id, r.room_id, p.region_id, p.zone
    FROM resource r JOIN place p ON p.site_id = r.site_id
), {SITES_OPEN}, {RESOURCES_OPEN}
SELECT w.resource_id, floor(sum(extract(epoch FROM upper(span) - lower(span))) / 60)::bigint AS minutes
FROM wanted w
LEFT JOIN place_open p ON p.site_id = w.site_id
LEFT JOIN own_open h ON h.resource_id = w.resource_id
CROSS JOIN LATERAL unnest(
    coalesce(CASE WHEN h.resource_id IS NULL THEN p.opening ELSE h.opening END, tstzmultirange())
    - coalesce((SELECT range_agg(c.during) FROM closure c
                WHERE c.scope_id = ANY(ARRAY[w.region_id, w.site_id, w.room_id, w.resource_id])
                  AND c.during && tstzrange($1, $2)), tstzmultirange())) span
GROUP BY w.resource_id
"""
