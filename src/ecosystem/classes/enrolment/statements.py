"""The statements of enrolment."""

# The class that is locked first; whoever gives out or takes back its places waits here for one another.
LOCK_SERIES = "SELECT id FROM class_series WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE"

OFFER = """
SELECT x.id, x.capacity, c.id AS course_id, c.title::text AS title, c.state AS course_state, c.audience,
    c.age_from, c.age_to, c.grade_from, c.grade_to, c.prerequisites, c.fee_amount, c.fee_currency, s.zone,
    (SELECT min(e.starts_at) FROM class_session e WHERE e.series_id = x.id AND e.state <> 'cancelled')
        AS starts_at
FROM class_series x JOIN course c ON c.id = x.course_id JOIN site s ON s.id = x.site_id
WHERE x.id = $1"""

KEPT = "SELECT organisation_id, places FROM series_places WHERE series_id = $1"
TAKEN = """
SELECT school_id, count(*)::int AS taken FROM enrolment
WHERE series_id = $1 AND state IN ('enrolled', 'offered') GROUP BY school_id"""
WAITING = """
SELECT id, order_id, person_id, ordered_by_id, number FROM enrolment
WHERE series_id = $1 AND state = 'waiting' ORDER BY number"""
NEXT = "SELECT coalesce(max(number), 0) + 1 FROM enrolment WHERE series_id = $1"

# What the rules know of people: $1 who, $2 the class, $3 now. A course counts once its last session is over.
APPLICANTS = """
SELECT p.id, p.full_name, p.birth_date, p.zone, c.person_id IS NOT NULL AS child, c.grade, c.school_id,
    k.id IS NOT NULL AS consented, k.child_assent_at IS NOT NULL AS assented,
    EXISTS (SELECT FROM enrolment e WHERE e.person_id = p.id AND e.series_id = $2
                AND e.state IN ('enrolled', 'waiting', 'offered')) AS alive,
    ARRAY(SELECT DISTINCT x.course_id FROM enrolment e JOIN class_series x ON x.id = e.series_id
           WHERE e.person_id = p.id AND e.state = 'enrolled' AND NOT EXISTS (
                SELECT FROM class_session n WHERE n.series_id = x.id AND n.state <> 'cancelled'
                   AND n.ends_at > $3)) AS completed
FROM person p LEFT JOIN child c ON c.person_id = p.id
LEFT JOIN consent k ON k.child_id = p.id AND k.purpose = 'enrolment' AND k.withdrawn_at IS NULL
WHERE p.id = ANY($1::uuid[]) AND p.deactivated_at IS NULL ORDER BY p.id"""

ENTER = """
INSERT INTO enrolment (id, series_id, person_id, order_id, ordered_by_id, number, state, school_id,
                       paid_state, fee_amount, fee_currency, entered_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)"""
OFFER_PLACE = """
UPDATE enrolment SET state = 'offered', school_id = $2, offer_expires_at = $3, changed_at = $4
WHERE id = $1"""
SETTLE = """
UPDATE enrolment SET state = $2::text, offer_expires_at = NULL, changed_at = $3,
    school_id = CASE WHEN $2::text = 'enrolled' THEN school_id END
WHERE id = ANY($1::uuid[])"""

ONE = """
SELECT id, series_id, order_id, person_id, ordered_by_id, state, offer_expires_at FROM enrolment
WHERE id = $1"""
OF_ORDER = """
SELECT id, series_id, order_id, person_id, ordered_by_id, state, offer_expires_at FROM enrolment
WHERE order_id = $1 ORDER BY number"""
ALIVE_OF = """
SELECT id, series_id, order_id, person_id, ordered_by_id FROM enrolment
WHERE person_id = $1 AND state IN ('enrolled', 'waiting', 'offered') ORDER BY series_id, number"""
LAPSED = """
SELECT DISTINCT series_id FROM enrolment
WHERE state = 'offered' AND offer_expires_at <= $1 ORDER BY series_id LIMIT $2"""
LAPSED_OF = """
SELECT id, order_id, ordered_by_id FROM enrolment
WHERE series_id = $1 AND state = 'offered' AND offer_expires_at <= $2 ORDER BY number"""

MINE = """
SELECT e.id, e.order_id, e.series_id, e.person_id, p.full_name, e.state, e.number, e.entered_at,
    e.offer_expires_at, e.paid_state, e.fee_amount, e.fee_currency, x.slug, c.title::text AS title,
    (SELECT min(n.starts_at) FROM class_session n WHERE n.series_id = x.id AND n.state <> 'cancelled')
        AS starts_at
FROM enrolment e JOIN person p ON p.id = e.person_id JOIN class_series x ON x.id = e.series_id
JOIN course c ON c.id = x.course_id
WHERE e.person_id = ANY($1::uuid[]) AND ($2::uuid IS NULL OR e.order_id = $2)
ORDER BY e.entered_at DESC, e.number LIMIT 200"""
DATA = """
SELECT c.title::text AS title, e.state, e.entered_at, e.changed_at, e.paid_state
FROM enrolment e JOIN class_series x ON x.id = e.series_id JOIN course c ON c.id = x.course_id
WHERE e.person_id = $1 ORDER BY e.entered_at, e.number"""
