"""The SQL of the catalogue: one text for what a resource is, shared by every read.

JSON comes as text: it repeats from row to row, and `rows` reads each text once.
"""

# What the catalogue says of resources, to an asker who may be nobody ($1 null); $2 is now.
RESOURCES = """
SELECT r.id, r.kind, r.name, r.units, r.state, r.state_note::text AS state_note, r.sort_key, r.created_at,
    r.room_id, room.name::text AS room_name,
    s.id AS site_id, s.slug AS site_slug, s.name::text AS site_name, s.zone, s.organisation_id,
    c.id AS category_id, c.slug AS category_slug, c.name::text AS category_name, c.icon,
    c.rules::text AS category_rules, l.rules::text AS own_rules,
    l.photo_id, l.photo_url, l.manual_url, l.description::text AS description, l.risk, g.currency,
    q.id AS qualification_id, q.name::text AS qualification_name, quiz.id AS quiz_id,
    CASE WHEN $1::uuid IS NULL THEN NULL ELSE EXISTS (
        SELECT FROM qualification_grant h
        WHERE h.person_id = $1 AND h.qualification_id = q.id AND h.revoked_at IS NULL
          AND h.granted_at <= $2::timestamptz AND (h.expires_at IS NULL OR h.expires_at > $2)
    ) END AS held
FROM listing l
JOIN resource r ON r.id = l.resource_id
JOIN site s ON s.id = r.site_id
JOIN region g ON g.id = s.region_id
JOIN category c ON c.id = l.category_id
LEFT JOIN room ON room.id = r.room_id
LEFT JOIN qualification q ON q.id = coalesce(l.qualification_id, c.qualification_id)
LEFT JOIN quiz ON quiz.qualification_id = q.id
"""

# The filters of every list: each word found in name, category or site; slugs or ids. $3 to $7.
FILTERED = """
WHERE r.state <> 'retired'
  AND NOT EXISTS (
    SELECT FROM unnest($3::text[]) word
    WHERE strpos(r.search_key || ' ' || c.search_key || ' ' || s.search_key, word) = 0)
  AND ($4::text IS NULL OR s.slug = $4 OR s.id::text = $4)
  AND ($5::text IS NULL OR c.slug = $5 OR c.id::text = $5)
  AND ($6::text IS NULL OR r.kind = $6)
  AND ($7::uuid IS NULL OR r.id = $7)
"""

# Exactly one, for which there is a better plan than for a list.
SINGLE = RESOURCES + "WHERE r.id = $3"

# A page in Vietnamese alphabetical order, after the key and id of the last one seen. $8 to $10.
PAGED = """
  AND ($8::text IS NULL OR (r.sort_key, r.id) > ($8, $9::uuid))
ORDER BY r.sort_key, r.id
LIMIT $10
"""
LIST = RESOURCES + FILTERED + PAGED

CATEGORIES = """
SELECT c.id, c.slug, c.name::text AS name, c.description::text AS description, c.icon,
    q.id AS qualification_id, q.name::text AS qualification_name,
    count(r.id) AS machine_count
FROM category c
LEFT JOIN qualification q ON q.id = c.qualification_id
LEFT JOIN listing l ON l.category_id = c.id
LEFT JOIN resource r ON r.id = l.resource_id AND r.state <> 'retired'
GROUP BY c.id, q.id
ORDER BY c.position, c.slug
"""

# When what a person holds ends, where it ends at all.
ENDING = """
SELECT qualification_id, max(expires_at) FROM qualification_grant
WHERE person_id = $1 AND revoked_at IS NULL AND granted_at <= $2
  AND (expires_at IS NULL OR expires_at > $2)
GROUP BY qualification_id HAVING NOT bool_or(expires_at IS NULL)
"""

# Which categories ask for a qualification, their own or one of their machines'.
ASKING = """
SELECT qualification_id, array_agg(DISTINCT slug ORDER BY slug) AS slugs
FROM (
    SELECT qualification_id, slug FROM category WHERE qualification_id IS NOT NULL
    UNION
    SELECT l.qualification_id, c.slug FROM listing l JOIN category c ON c.id = l.category_id
    WHERE l.qualification_id IS NOT NULL
) asking
GROUP BY qualification_id
"""

# What a wish of person $2 (null: nobody) for resource $1 in [$3, $4) is judged by; $5 is now, $6 the
# reservation that is being moved. Other bookings reach a week to both sides, for the weekly quota. It names
# the resource as the timetable wants it (`timetable.statements`), with the buffers of its rules.
CONTEXT = """
SELECT r.id AS resource_id,
    make_interval(mins => coalesce((l.rules ->> 'buffer_before_minutes')::int,
                                   (c.rules ->> 'buffer_before_minutes')::int, 0)) AS before,
    make_interval(mins => coalesce((l.rules ->> 'buffer_after_minutes')::int,
                                   (c.rules ->> 'buffer_after_minutes')::int, 0)) AS after,
    r.name, r.kind, r.units, r.state, CASE WHEN NOT out.safety THEN out.expected_return END AS back_at,
    r.room_id, room.name::text AS room_name,
    s.id AS site_id, s.slug AS site_slug, s.name::text AS site_name, s.zone, s.address, s.organisation_id,
    l.category_id, c.rules::text AS category_rules, l.rules::text AS own_rules, g.currency,
    q.id AS qualification_id, q.name::text AS qualification_name, quiz.id AS quiz_id,
    held.grants, held.forever, held.until,
    p.full_name, p.birth_date, p.deactivated_at,
    ARRAY(SELECT role FROM role_grant
          WHERE person_id = $2 AND (until IS NULL OR until > $5::timestamptz)) AS roles,
    ARRAY(SELECT organisation_id FROM membership
          WHERE person_id = $2 AND since <= ($5 AT TIME ZONE s.zone)::date
            AND (until IS NULL OR until >= ($5 AT TIME ZONE s.zone)::date)) AS organisations,
    mine.resources, mine.starts, mine.ends
FROM listing l
JOIN resource r ON r.id = l.resource_id
JOIN site s ON s.id = r.site_id
JOIN region g ON g.id = s.region_id
JOIN category c ON c.id = l.category_id
LEFT JOIN room ON room.id = r.room_id
LEFT JOIN qualification q ON q.id = coalesce(l.qualification_id, c.qualification_id)
LEFT JOIN quiz ON quiz.qualification_id = q.id
LEFT JOIN person p ON p.id = $2::uuid
LEFT JOIN outage out ON out.resource_id = r.id AND out.started_at IS NOT NULL AND out.ended_at IS NULL
CROSS JOIN LATERAL (
    SELECT count(*) AS grants, bool_or(h.expires_at IS NULL) AS forever, max(h.expires_at) AS until
    FROM qualification_grant h
    WHERE h.person_id = $2 AND h.qualification_id = q.id AND h.revoked_at IS NULL
      AND h.granted_at <= $5 AND (h.expires_at IS NULL OR h.expires_at > $5)
) held
CROSS JOIN LATERAL (
    SELECT array_agg(v.resource_id) AS resources, array_agg(v.starts_at) AS starts,
        array_agg(least(v.ends_at, v.checked_out_at)) AS ends
    FROM reservation v
    JOIN listing o ON o.resource_id = v.resource_id AND o.category_id = l.category_id
    WHERE v.person_id = $2 AND (v.state = 'confirmed' OR v.state = 'pending' AND v.decide_by > $5)
      AND v.id IS DISTINCT FROM $6::uuid
      AND (v.checked_out_at IS NULL OR v.checked_out_at > v.starts_at)
      AND v.starts_at < $4::timestamptz + interval '8 days'
      AND v.starts_at > $3::timestamptz - interval '380 days'
      AND v.ends_at > $3::timestamptz - interval '8 days'
) mine
WHERE l.resource_id = $1
"""

INSERT = """
INSERT INTO reservation (id, resource_id, person_id, made_by_id, starts_at, ends_at, units, state, reason,
                         price_amount, currency, version, created_at, no_show_at, decide_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13, $14)
"""

MOVE = """
UPDATE reservation SET resource_id = $2, starts_at = $3, ends_at = $4, units = $5, price_amount = $6,
    currency = $7, no_show_at = $8, state = $9, decide_by = $10, placed_at = $11, reminded_at = NULL,
    version = version + 1
WHERE id = $1
"""

CANCEL = """
UPDATE reservation SET state = 'cancelled', cancelled_at = $2, cancelled_by_id = $3, cancel_reason = $4,
    version = version + 1
WHERE id = $1
"""

CHECK_IN = "UPDATE reservation SET checked_in_at = $2, version = version + 1 WHERE id = $1"
CHECK_OUT = "UPDATE reservation SET checked_out_at = $2, version = version + 1 WHERE id = $1"

# The qualification that a reservation's machine asks for now, and how its person stands to it; $2 is now.
HELD = """
SELECT q.id AS qualification_id, q.name::text AS qualification_name, NULL::uuid AS quiz_id,
    held.grants, held.forever, held.until
FROM reservation v
JOIN listing l ON l.resource_id = v.resource_id
JOIN category c ON c.id = l.category_id
LEFT JOIN qualification q ON q.id = coalesce(l.qualification_id, c.qualification_id)
CROSS JOIN LATERAL (
    SELECT count(*) AS grants, bool_or(h.expires_at IS NULL) AS forever, max(h.expires_at) AS until
    FROM qualification_grant h
    WHERE h.person_id = v.person_id AND h.qualification_id = q.id AND h.revoked_at IS NULL
      AND h.granted_at <= $2 AND (h.expires_at IS NULL OR h.expires_at > $2)
) held
WHERE v.id = $1
"""

# Reservations as their owners and staff see them.
RESERVATIONS = """
SELECT v.id, v.resource_id, v.person_id, v.starts_at, v.ends_at, v.units, v.state, v.reason,
    v.price_amount, v.currency, v.version, v.created_at, v.no_show_at, v.checked_in_at, v.checked_out_at,
    v.decide_by, v.decided_at, v.decision_reason,
    p.full_name, p.birth_date, r.name, r.kind, r.state AS resource_state,
    CASE WHEN NOT out.safety THEN out.expected_return END AS back_at, r.room_id, room.name::text AS room_name,
    s.id AS site_id, s.slug AS site_slug, s.name::text AS site_name, s.zone, s.address, s.organisation_id,
    c.rules::text AS category_rules, l.rules::text AS own_rules
FROM reservation v
JOIN person p ON p.id = v.person_id
JOIN resource r ON r.id = v.resource_id
JOIN site s ON s.id = r.site_id
JOIN listing l ON l.resource_id = r.id
JOIN category c ON c.id = l.category_id
LEFT JOIN room ON room.id = r.room_id
LEFT JOIN outage out ON out.resource_id = r.id AND out.started_at IS NOT NULL AND out.ended_at IS NULL
"""
RESERVATION = RESERVATIONS + "WHERE v.id = $1"
UPCOMING = (
    RESERVATIONS
    + """
WHERE v.person_id = $1 AND (v.state = 'confirmed' OR v.state = 'pending' AND v.decide_by > $2)
  AND v.ends_at > $2 AND v.checked_out_at IS NULL
  AND ($3::timestamptz IS NULL OR (v.starts_at, v.id) > ($3, $4::uuid))
ORDER BY v.starts_at, v.id LIMIT $5
"""
)
PAST = (
    RESERVATIONS
    + """
WHERE v.person_id = $1 AND (v.ends_at <= $2 OR v.checked_out_at IS NOT NULL
    OR NOT (v.state = 'confirmed' OR v.state = 'pending' AND v.decide_by > $2))
  AND ($3::timestamptz IS NULL OR (v.starts_at, v.id) < ($3, $4::uuid))
ORDER BY v.starts_at DESC, v.id DESC LIMIT $5
"""
)

# One's own reservations that share time with [$2, $3).
OWN = """
SELECT id FROM reservation
WHERE person_id = $1 AND state <> 'cancelled' AND starts_at < $3
  AND starts_at > $2::timestamptz - interval '366 days' AND ends_at > $2
"""

# Outages and reports of faults as staff see them.
OUTAGES = """
SELECT o.id, o.resource_id, o.reason, o.safety, o.reported_at, o.started_at, o.expected_return, o.ended_at,
    o.end_note, o.photo_id, o.version, o.reported_by_id, p.full_name, r.name, r.kind, r.state, r.room_id,
    room.name::text AS room_name,
    s.id AS site_id, s.slug AS site_slug, s.name::text AS site_name, s.zone, s.organisation_id
FROM outage o
JOIN resource r ON r.id = o.resource_id
JOIN site s ON s.id = r.site_id
LEFT JOIN room ON room.id = r.room_id
LEFT JOIN person p ON p.id = o.reported_by_id
"""
OUTAGE = OUTAGES + "WHERE o.id = $1"
# Those of a site, or the history of one resource: $1 site, $2 resource, $3 whether open ones only.
LISTED_OUTAGES = (
    OUTAGES
    + """
WHERE ($1::uuid IS NULL OR r.site_id = $1) AND ($2::uuid IS NULL OR r.id = $2)
  AND (NOT $3 OR o.ended_at IS NULL)
ORDER BY o.reported_at DESC, o.id DESC LIMIT 200
"""
)
NEW_OUTAGE = """
INSERT INTO outage (id, resource_id, reason, safety, reported_by_id, reported_at, started_at, expected_return,
                    version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
"""
START_OUTAGE = """
UPDATE outage SET started_at = $2, safety = $3, expected_return = $4, reason = $5, version = version + 1
WHERE id = $1
"""
END_OUTAGE = """
UPDATE outage SET ended_at = $2, ended_by_id = $3, end_note = $4, version = version + 1 WHERE id = $1
"""
OPEN_OUTAGE = """
SELECT id FROM outage WHERE resource_id = $1 AND started_at IS NOT NULL AND ended_at IS NULL
"""
SET_STATE = """
UPDATE resource SET state = $2, state_note = $3::jsonb, version = version + 1 WHERE id = $1
"""
# The site of a resource or of a name.
PLACE = """
SELECT s.id, s.slug, s.name::text AS name, s.zone, s.organisation_id FROM site s
WHERE s.slug = $1 OR s.id::text = $1
"""

# The bookings that touch a stretch at site $1, in [$2, $3), those that never came to be left out.
DAY = (
    RESERVATIONS
    + """
WHERE r.site_id = $1 AND v.state IN ('confirmed', 'no_show') AND v.starts_at < $3 AND v.ends_at > $2
  AND v.starts_at > $2::timestamptz - interval '366 days'
ORDER BY v.starts_at, r.sort_key, v.id
"""
)

# What waits for a decision at site $1, at the instant $2: what lapses first before the rest.
WAITING = (
    RESERVATIONS
    + """
WHERE r.site_id = $1 AND v.state = 'pending' AND v.decide_by > $2
ORDER BY v.decide_by, v.starts_at, v.id LIMIT 200
"""
)

# People by words of their name or address; $1 words, $2 how many. Children whom a guardian has entered
# are their family's.
PEOPLE = """
SELECT p.id, p.full_name, p.email FROM person p
WHERE p.deactivated_at IS NULL AND NOT EXISTS (SELECT FROM child c WHERE c.person_id = p.id)
  AND NOT EXISTS (
    SELECT FROM unnest($1::text[]) word
    WHERE strpos(p.search_key || ' ' || lower(coalesce(p.email, '')), word) = 0)
ORDER BY p.sort_key, p.id LIMIT $2
"""

PHOTO_OF_OUTAGE = "UPDATE outage SET photo_id = $2, version = version + 1 WHERE id = $1"
