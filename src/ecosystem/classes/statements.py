"""The SQL of classes."""

# ruff: noqa: S608 -- composed of constants only

# What a plan rests on: the course, the site and its region, the term, the room.
GROUND = """
SELECT c.id AS course_id, c.title::text AS title, c.state AS course_state, c.organisation_id AS owner_id,
    s.id AS site_id, s.slug AS site_slug, s.name::text AS site_name, s.address, s.zone, s.region_id,
    s.organisation_id, s.retired_at,
    t.id AS term_id, t.starts_on, t.ends_on, t.breaks::text AS breaks, t.swaps::text AS swaps,
    m.id AS room_id, m.name::text AS room_name
FROM (SELECT 1) one
LEFT JOIN course c ON c.id = $1
LEFT JOIN site s ON s.id = $2
LEFT JOIN term t ON t.id = $3
    AND (t.organisation_id IS NULL OR t.organisation_id IN (s.organisation_id, c.organisation_id))
LEFT JOIN room m ON m.id = $4 AND m.site_id = s.id AND m.retired_at IS NULL"""

PEOPLE = """
SELECT p.id, p.full_name, EXISTS (
    SELECT FROM role_grant g WHERE g.person_id = p.id AND g.role = ANY($2::text[])
      AND (g.until IS NULL OR g.until > $3)) AS teaches
FROM person p WHERE p.id = ANY($1::uuid[]) AND p.deactivated_at IS NULL"""

MACHINES = """
SELECT r.id, r.name, r.units FROM resource r
WHERE r.id = ANY($1::uuid[]) AND r.site_id = $2 AND r.kind IN ('machine', 'kit', 'booth')
  AND r.state <> 'retired'"""

# Other rooms that could be taken: those that are bookable, big enough, and have not gone out of use.
ROOMS = """
SELECT m.id, m.name::text AS name, m.capacity, r.id AS resource_id
FROM room m JOIN resource r ON r.room_id = m.id AND r.kind = 'room' AND r.state = 'in_order'
WHERE m.site_id = $1 AND m.retired_at IS NULL AND coalesce(m.capacity, $2) >= $2
  AND NOT EXISTS (SELECT FROM standing s WHERE s.room_id = m.id AND s.resource_id <> r.id)
ORDER BY m.capacity NULLS LAST, m.id LIMIT 30"""

SIZES = "SELECT id, name, units FROM resource WHERE id = ANY($1::uuid[])"

# Who holds which of the qualifications $2 until $3, of the people $1.
HELD = """
SELECT DISTINCT person_id, qualification_id FROM qualification_grant
WHERE person_id = ANY($1::uuid[]) AND qualification_id = ANY($2::uuid[]) AND revoked_at IS NULL
  AND granted_at <= $4 AND (expires_at IS NULL OR expires_at >= $3)"""

INSERT_SERIES = """
INSERT INTO class_series (id, slug, course_id, term_id, site_id, room_id, mode, place, link, weekly,
    teacher_ids, resources, capacity, version, created_at, created_by_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::uuid[], $12::jsonb, $13, 1, $14, $15)"""

INSERT_SESSIONS = """
INSERT INTO class_session (id, series_id, number, starts_at, ends_at, state, room_id, teacher_ids,
    resources, version, created_at, changed_at)
SELECT n.id, $5, n.number, n.starts_at, n.ends_at, 'planned', n.room_id, $7::uuid[], $8::jsonb, 1, $9, $9
FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::timestamptz[], $6::uuid[])
    n (id, number, starts_at, ends_at, room_id)"""

SLUGS = "SELECT slug FROM class_series WHERE slug = $1 OR slug LIKE $1 || '-%'"

# Who may be asked to teach at a site: teachers, and the site's own staff.
CANDIDATES = """
SELECT DISTINCT p.id, p.full_name, p.sort_key, x.resource_id
FROM person p JOIN role_grant g ON g.person_id = p.id
LEFT JOIN standing x ON x.person_id = p.id
WHERE p.deactivated_at IS NULL AND (g.until IS NULL OR g.until > $2)
  AND (g.role = 'teacher' OR g.role = 'lab' AND g.scope_kind = 'site' AND g.scope_id = $1)
ORDER BY p.sort_key, p.id LIMIT 500"""

_COURSE = """
c.id AS course_id, c.title::text AS title, c.description::text AS description, c.format,
    c.audience, c.state, c.level::text AS level, c.theme::text AS theme, c.language, c.age_from, c.age_to,
    c.grade_from, c.grade_to, c.hours, c.prerequisites, c.materials::text AS materials,
    c.fee_amount, c.fee_currency,    c.organisation_id AS owner_id, w.name::text AS owner_name"""
_PREREQUISITES = """(
    SELECT json_agg(json_build_object('id', q.id, 'title', q.title) ORDER BY q.search_key, q.id)::text
    FROM course q WHERE q.id = ANY(c.prerequisites))"""

COURSES = f"""
SELECT {_COURSE}, c.version, {_PREREQUISITES} AS required,
    (SELECT count(*) FROM class_series x WHERE x.course_id = c.id) AS series_count
FROM course c LEFT JOIN organisation w ON w.id = c.organisation_id"""

_PLACE = """
s.id AS site_id, s.slug AS site_slug, s.name::text AS site_name, s.address, s.zone, s.organisation_id"""

# Classes that can still be joined, by what comes next; $1 is now, then words, audience, site, level of age,
# and where the last page ended.
CATALOGUE = f"""
SELECT x.id, x.slug, x.mode, x.place, x.weekly::text AS weekly, x.capacity, x.version, x.teacher_ids,
    {_COURSE}, {_PLACE}, m.id AS room_id, m.name::text AS room_name, m.capacity AS room_capacity,
    d.first_at, d.last_at, d.sessions, d.next_at,
    greatest(0, x.capacity - (SELECT count(*) FROM enrolment n
        WHERE n.series_id = x.id AND n.state IN ('enrolled', 'offered')))::int AS places_left
FROM class_series x
JOIN course c ON c.id = x.course_id
LEFT JOIN organisation w ON w.id = c.organisation_id
JOIN site s ON s.id = x.site_id
LEFT JOIN room m ON m.id = x.room_id
JOIN LATERAL (
    SELECT min(e.starts_at) AS first_at, max(e.starts_at) AS last_at, count(*) AS sessions,
        min(e.starts_at) FILTER (WHERE e.starts_at > $1 AND e.state = 'planned') AS next_at
    FROM class_session e WHERE e.series_id = x.id AND e.state <> 'cancelled') d ON d.first_at IS NOT NULL
"""
PUBLISHED = (
    CATALOGUE
    + """
WHERE c.state = 'published' AND d.next_at IS NOT NULL
  AND ($2::text IS NULL OR c.search_key LIKE '%' || $2 || '%')
  AND ($3::text IS NULL OR c.audience = $3)
  AND ($4::text IS NULL OR s.slug = $4 OR s.id::text = $4)
  AND ($5::int IS NULL OR coalesce(c.age_from, 0) <= $5 AND coalesce(c.age_to, 200) >= $5)
  AND ($6::timestamptz IS NULL OR (d.next_at, x.id) > ($6, $7::uuid))
ORDER BY d.next_at, x.id LIMIT $8"""
)
BY_SLUG = CATALOGUE + "WHERE x.slug = $2"
PLANNED = (
    CATALOGUE
    + """
WHERE ($2::uuid[] IS NULL OR s.id = ANY($2)) OR x.teacher_ids @> ARRAY[$3::uuid]
ORDER BY d.last_at DESC, x.id LIMIT 200"""
)

DATES = """
SELECT e.id, e.number, e.starts_at, e.ends_at, e.state, e.version, e.teacher_ids,
    m.id AS room_id, m.name::text AS room_name, m.capacity AS room_capacity, b.starts_at AS makes_up_for
FROM class_session e LEFT JOIN room m ON m.id = e.room_id
LEFT JOIN class_session b ON b.id = e.makes_up_for_id
WHERE e.series_id = $1 ORDER BY e.starts_at, e.id"""

REQUIRED = """
SELECT q.id, q.title::text AS title FROM course q WHERE q.id = ANY($1::uuid[]) ORDER BY q.search_key, q.id"""

SESSIONS = f"""
SELECT e.id, e.series_id, e.number, e.starts_at, e.ends_at, e.state, e.teacher_ids,
    e.resources::text AS resources,
    e.note, e.version, x.slug, x.mode, x.place, x.link, x.capacity, c.id AS course_id, c.title::text AS title,
    c.materials::text AS materials, {_PLACE},
    m.id AS room_id, m.name::text AS room_name, m.capacity AS room_capacity,
    b.starts_at AS makes_up_for,
    (SELECT u.starts_at FROM class_session u WHERE u.makes_up_for_id = e.id AND u.state <> 'cancelled')
        AS made_up_at,
    (SELECT json_agg(json_build_array(p.id, p.full_name) ORDER BY p.sort_key)::text FROM person p
     WHERE p.id = ANY(e.teacher_ids)) AS teachers,
    (SELECT json_agg(json_build_array(r.id, r.name))::text FROM resource r
     WHERE r.id IN (SELECT (one ->> 'resource_id')::uuid FROM jsonb_array_elements(e.resources) one))
        AS machines
FROM class_session e
JOIN class_series x ON x.id = e.series_id
JOIN course c ON c.id = x.course_id
JOIN site s ON s.id = x.site_id
LEFT JOIN room m ON m.id = e.room_id
LEFT JOIN class_session b ON b.id = e.makes_up_for_id
"""
SESSION = SESSIONS + "WHERE e.id = $1"
# Of one teacher, or of these sites, or of one series, in a stretch.
SESSIONS_OF = (
    SESSIONS
    + """
WHERE e.starts_at < $2 AND e.ends_at > $1
  AND (e.teacher_ids @> ARRAY[$3::uuid] OR s.id = ANY($4::uuid[]))
  AND ($5::uuid IS NULL OR e.series_id = $5)
ORDER BY e.starts_at, e.id LIMIT 1000"""
)

SITES = "SELECT id, organisation_id FROM site"
SITES_OF = "SELECT id FROM site WHERE organisation_id = $1"

TERMS = """
SELECT t.id, t.name::text AS name, t.starts_on, t.ends_on, t.breaks::text AS breaks, t.swaps::text AS swaps,
    t.organisation_id AS owner_id, w.name::text AS owner_name, t.version
FROM term t LEFT JOIN organisation w ON w.id = t.organisation_id"""
