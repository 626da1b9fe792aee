"""The SQL of letters about bookings: to whom, and what their text is made of."""

from ecosystem.notifications.outbox import of_people

# The booking's person, unless they have no address or don't want to be told of what they did themselves.
# $7 person, $8 whether it is told in any case.
TO_PERSON = of_people("""
SELECT p.full_name AS name, p.email AS address, p.locale
FROM person p LEFT JOIN booking_notices c ON c.person_id = p.id
WHERE p.id = $7::uuid AND p.email IS NOT NULL AND p.deactivated_at IS NULL
  AND ($8::boolean OR coalesce(c.booked, true))
""")

# Somebody who was found before. $7 name, $8 address, $9 language.
TO_STAFF = of_people("SELECT $7::text AS name, $8::text AS address, $9::text AS locale")

# Who may decide at site $1, by one of the roles $2 that is held at $3; nearer places first. Not $4, who asks.
STAFF = """
SELECT p.id, p.full_name, p.email, p.locale,
    min(CASE g.scope_kind WHEN 'site' THEN 0 WHEN 'organisation' THEN 1 ELSE 2 END) AS distance
FROM site s
JOIN role_grant g ON g.scope_kind = 'site' AND g.scope_id = s.id
    OR g.scope_kind = 'organisation' AND g.scope_id = s.organisation_id
    OR g.scope_kind = 'region' AND g.scope_id = s.region_id
JOIN person p ON p.id = g.person_id
WHERE s.id = $1 AND g.role = ANY($2::text[]) AND (g.until IS NULL OR g.until > $3)
  AND p.id <> $4 AND p.email IS NOT NULL AND p.deactivated_at IS NULL
GROUP BY p.id ORDER BY distance, p.sort_key, p.id
"""

# The reservation that a letter is about, as it is now.
RESERVED = """
SELECT v.state, v.version, v.starts_at, v.created_at, v.reason, p.full_name, p.zone,
    (SELECT id FROM calendar_instance) AS instance,
    (SELECT greatest(e.sequence - v.version + 1, 0) FROM calendar_entry e WHERE e.subject_id = v.id) AS ahead
FROM reservation v JOIN person p ON p.id = v.person_id WHERE v.id = $1
"""

# The machines that a letter names.
PLACES = """
SELECT r.id, r.name, room.name::text AS room_name, s.name::text AS site_name, s.slug AS site_slug,
    s.zone, s.address, g.name::text AS region_name,
    c.rules::text AS category_rules, l.rules::text AS own_rules
FROM resource r
JOIN listing l ON l.resource_id = r.id
JOIN category c ON c.id = l.category_id
JOIN site s ON s.id = r.site_id
JOIN region g ON g.id = s.region_id
LEFT JOIN room ON room.id = r.room_id
WHERE r.id = ANY($1::uuid[])
"""
