"""What bookings are made in: a site that never closes, its machines, people with tokens, a busy week."""

WORLD = """
INSERT INTO region VALUES (gen_random_uuid(), 'bench', '{"vi": "", "en": ""}', '{"vi": "", "en": ""}',
    'Asia/Ho_Chi_Minh', 'VND', 'vi', 1);
INSERT INTO site SELECT gen_random_uuid(), id, NULL, 'site', 'fablab', '{"vi": "X", "en": "X"}',
    '{"vi": "", "en": ""}', '', NULL, NULL, 'Asia/Ho_Chi_Minh', '', 1 FROM region;
INSERT INTO opening_rule SELECT gen_random_uuid(), 'site', site.id, day, '00:00', '00:00', NULL, NULL
    FROM site, generate_series(1, 7) day;
INSERT INTO category VALUES (gen_random_uuid(), 'laser', '{"vi": "L", "en": "L"}',
    '{"vi": "", "en": ""}', 'laser', 0,
    '{"horizon_days": 3000, "quota_minutes_per_day": 1440, "buffer_after_minutes": 15}', NULL, '', 1);
INSERT INTO resource SELECT gen_random_uuid(), site.id, NULL, 'machine', 'M' || n, 1, 'in_order', NULL, '',
    lpad(n::text, 4, '0'), 1, now() FROM site, generate_series(0, 199) n;
INSERT INTO listing SELECT resource.id, category.id, '{"vi": "", "en": ""}', NULL, NULL, 'low', '{}',
    NULL, NULL, NULL FROM resource, category;
INSERT INTO person SELECT gen_random_uuid(), 'P' || n, n || '@bench.example', NULL, '2000-01-01', 'vi',
    'Asia/Ho_Chi_Minh', '', '', 1, now(), NULL FROM generate_series(0, 499) n;
"""
TOKENS = """
INSERT INTO api_token SELECT gen_random_uuid(), sha256(convert_to('eco_bench_' || p.full_name, 'UTF8')), p.id,
    'bench', ARRAY['reservations:create', 'reservations:read'], now(), NULL, NULL, NULL FROM person p"""
# Eight bookings a day for the first machine; all of it also as reservations.
WEEK = """
WITH made AS (
    INSERT INTO reservation
    SELECT gen_random_uuid(), r.id, p.id, p.id, s.start, s.start + interval '1 hour', 1, 'confirmed',
        NULL, NULL, NULL, 1, now(), NULL, NULL, NULL
    FROM (SELECT id FROM resource ORDER BY sort_key LIMIT 1) r, (SELECT id FROM person LIMIT 1) p,
        generate_series(0, 6) day, generate_series(0, 7) slot,
        LATERAL (SELECT $1::timestamptz + day * interval '1 day' + (8 + slot * 1.5) * interval '1 hour'
                 AS start) s
    RETURNING id, resource_id, starts_at, ends_at)
INSERT INTO occupancy SELECT gen_random_uuid(), resource_id, 1, tstzrange(starts_at, ends_at),
    tstzrange(starts_at, ends_at), 'confirmed', 'reservation', id, NULL, false, now() FROM made"""
