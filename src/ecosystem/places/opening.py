"""Opening hours as SQL: the text that every question about opening shares.

`places.rules` is its twin in Python; a test holds the two together.
"""
# ruff: noqa: S608 -- composed of constants only

# Asks for a CTE `place (site_id, zone)`; $1 and $2 are the window. Local days from the one before the
# window (an overnight span reaches into it) to its last.
PLACE_DAYS = """
place_day AS MATERIALIZED (
    SELECT p.site_id, p.zone, bound.first + n AS day, extract(isodow FROM bound.first + n)::int AS weekday
    FROM place p
    CROSS JOIN LATERAL (
        SELECT ($1::timestamptz AT TIME ZONE p.zone)::date - 1 AS first,
               ($2::timestamptz AT TIME ZONE p.zone)::date AS last
    ) bound
    CROSS JOIN LATERAL generate_series(0, bound.last - bound.first) n
)"""

# Dated exceptions replace the day; otherwise the weekly rules in force on it.
PLACE_HOURS = """
place_dated AS MATERIALIZED (
    SELECT d.site_id, d.zone, d.day, e.opens, e.closes
    FROM place p
    JOIN opening_exception e ON e.owner_id = p.site_id
    JOIN place_day d ON d.site_id = p.site_id AND d.day = e.on_date
),
place_hours AS (
    SELECT d.site_id, d.zone, d.day, r.opens, r.closes
    FROM place p
    JOIN opening_rule r ON r.owner_id = p.site_id
    JOIN place_day d ON d.site_id = p.site_id AND d.weekday = r.weekday
     AND (r.valid_from IS NULL OR r.valid_from <= d.day)
     AND (r.valid_until IS NULL OR r.valid_until >= d.day)
    WHERE NOT EXISTS (SELECT FROM place_dated e WHERE e.site_id = d.site_id AND e.day = d.day)
    UNION ALL
    SELECT e.site_id, e.zone, e.day, e.opens, e.closes FROM place_dated e WHERE e.opens IS NOT NULL
)"""

# `greatest` makes a span that a clock change swallows empty instead of an error.
SPAN = """tstzrange(
    (h.day + h.opens) AT TIME ZONE h.zone,
    greatest((h.day + h.opens) AT TIME ZONE h.zone,
             (CASE WHEN h.closes <= h.opens THEN h.day + 1 ELSE h.day END + h.closes) AT TIME ZONE h.zone))"""

WINDOW = "tstzrange($1::timestamptz, $2::timestamptz)"

PLACE_OPEN = f"""
place_open AS MATERIALIZED (
    SELECT h.site_id, range_agg({SPAN}) * multirange({WINDOW}) AS opening
    FROM place_hours h GROUP BY h.site_id
)"""

SITES_OPEN = f"{PLACE_DAYS}, {PLACE_HOURS}, {PLACE_OPEN}"

# Asks for a CTE `wanted (resource_id, site_id, zone, …)` besides. A resource follows, on each day: its
# own exceptions, else its own rules if any is in force, else its site.
RESOURCES_OPEN = f"""
own AS MATERIALIZED (
    SELECT w.resource_id, w.site_id, w.zone FROM wanted w
    WHERE EXISTS (SELECT FROM opening_rule r WHERE r.owner_id = w.resource_id)
       OR EXISTS (SELECT FROM opening_exception e WHERE e.owner_id = w.resource_id)
),
own_day AS MATERIALIZED (
    SELECT o.resource_id, d.site_id, d.zone, d.day, d.weekday,
        EXISTS (SELECT FROM opening_exception e
                WHERE e.owner_id = o.resource_id AND e.on_date = d.day) AS dated,
        EXISTS (SELECT FROM opening_rule r WHERE r.owner_id = o.resource_id
                AND (r.valid_from IS NULL OR r.valid_from <= d.day)
                AND (r.valid_until IS NULL OR r.valid_until >= d.day)) AS ruled
    FROM own o JOIN place_day d USING (site_id)
),
own_hours AS (
    SELECT d.resource_id, d.zone, d.day, e.opens, e.closes
    FROM own_day d JOIN opening_exception e ON e.owner_id = d.resource_id AND e.on_date = d.day
    WHERE e.opens IS NOT NULL
    UNION ALL
    SELECT d.resource_id, d.zone, d.day, r.opens, r.closes
    FROM own_day d JOIN opening_rule r ON r.owner_id = d.resource_id
     AND r.weekday = d.weekday
     AND (r.valid_from IS NULL OR r.valid_from <= d.day)
     AND (r.valid_until IS NULL OR r.valid_until >= d.day)
    WHERE NOT d.dated
    UNION ALL
    SELECT d.resource_id, d.zone, d.day, s.opens, s.closes
    FROM own_day d JOIN place_hours s ON s.site_id = d.site_id AND s.day = d.day
    WHERE NOT d.dated AND NOT d.ruled
),
own_open AS MATERIALIZED (
    SELECT o.resource_id,
        range_agg({SPAN}) FILTER (WHERE h.day IS NOT NULL) * multirange({WINDOW}) AS opening
    FROM own o LEFT JOIN own_hours h ON h.resource_id = o.resource_id GROUP BY o.resource_id
)"""
