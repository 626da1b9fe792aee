import { describe, expect, it } from 'vitest';

import {
  axisOf,
  barsOf,
  clashes,
  dayStrip,
  freeGaps,
  freeSpans,
  freeUntil,
  hasNights,
  hoursOf,
  instantAt,
  nextSlots,
  percent,
  poolLevels,
  snap,
  ticks,
  usualMinutes,
  withoutReservation,
} from './model';
import { DAY, ZONE, at, rowWith, show } from './testing';
import { HOUR, MINUTE, dayOf } from './zone';

const NOW = at('07:00');
const origin = dayOf(DAY, ZONE).start;

describe('snap', () => {
  it('goes to raster lines counted from the origin', () => {
    expect(snap(at('10:10'), 30, origin)).toBe(at('10:00'));
    expect(snap(at('10:20'), 30, origin)).toBe(at('10:30'));
    expect(snap(at('10:20'), 30, origin, 'down')).toBe(at('10:00'));
    expect(snap(at('10:01'), 30, origin, 'up')).toBe(at('10:30'));
    expect(snap(at('10:00'), 90, origin, 'down')).toBe(at('09:00'));
  });
});

describe('freeSpans', () => {
  it('is what is open minus what is blocked', () => {
    const row = rowWith({ taken: [['10:00', '11:30']] });
    expect(show(freeSpans(row))).toEqual(['08:00-10:00', '11:30-18:00']);
  });

  it('keeps both buffers free beside a booking, but lets them reach beyond opening hours', () => {
    const row = rowWith({
      taken: [['10:00', '11:00']],
      rules: { buffer_before_minutes: 10, buffer_after_minutes: 20 },
    });
    expect(show(freeSpans(row))).toEqual(['08:00-09:30', '11:30-18:00']);
  });

  it('keeps buffers out of a closure', () => {
    const row = rowWith({
      open: [
        ['08:00', '12:00'],
        ['14:00', '18:00'],
      ],
      closed: [['12:00', '14:00']],
      rules: { buffer_after_minutes: 15 },
    });
    expect(show(freeSpans(row))).toEqual(['08:00-11:45', '14:00-18:00']);
  });

  it('frees a pool until its last unit is gone', () => {
    const row = rowWith({
      units: 2,
      taken: [
        ['09:00', '12:00'],
        ['11:00', '14:00'],
      ],
    });
    expect(show(freeSpans(row))).toEqual(['08:00-11:00', '12:00-18:00']);
    expect(show(freeSpans(row, 2))).toEqual(['08:00-09:00', '14:00-18:00']);
    expect(freeSpans(row, 3)).toEqual([]);
  });

  it('has nothing to offer on a machine out of order', () => {
    expect(freeSpans(rowWith({ state: 'out_of_order' }))).toEqual([]);
  });
});

describe('free time for a person', () => {
  it('begins after the notice and ends at the horizon', () => {
    const row = rowWith({ rules: { notice_minutes: 90 } });
    expect(show(freeGaps(row, at('09:10'), origin))).toEqual(['11:00-18:00']);
    expect(freeGaps(rowWith({ rules: { horizon_days: 0 } }), NOW, origin)).toEqual([]);
  });

  it('leaves out gaps shorter than the shortest booking', () => {
    const row = rowWith({ taken: [['08:30', '12:00']], rules: { min_minutes: 60 } });
    expect(show(freeGaps(row, NOW, origin))).toEqual(['12:00-18:00']);
    expect(show(freeGaps(row, NOW, origin, 30))).toEqual(['08:00-08:30', '12:00-18:00']);
  });

  it('proposes the next slots one after another', () => {
    const row = rowWith({ taken: [['09:30', '10:10']] });
    expect(show(nextSlots(row, NOW, origin, 60, 3))).toEqual(['08:00-09:00', '10:30-11:30', '11:30-12:30']);
  });

  it('knows until when a row is free', () => {
    const row = rowWith({ taken: [['10:00', '11:30']] });
    expect(freeUntil(row, at('09:00'))).toBe(at('10:00'));
    expect(freeUntil(row, at('09:50'))).toBeNull();
    expect(freeUntil(row, at('10:00'))).toBeNull();
  });

  it('offers an hour unless the rules want otherwise', () => {
    expect(usualMinutes(rowWith({}).rules)).toBe(60);
    expect(usualMinutes(rowWith({ rules: { min_minutes: 90 } }).rules)).toBe(90);
    expect(usualMinutes(rowWith({ rules: { max_minutes: 30 } }).rules)).toBe(30);
    expect(usualMinutes(rowWith({ rules: { raster_minutes: 45 } }).rules)).toBe(90);
  });
});

describe('clashes', () => {
  const row = rowWith({ taken: [['10:00', '11:00']], rules: { buffer_after_minutes: 15, max_minutes: 120 } });
  const judge = (from: string, to: string, now = NOW) =>
    clashes(row, { start: at(from), end: at(to) }, now, origin);

  it('is silent for a span that fits', () => {
    expect(judge('11:30', '12:30')).toEqual([]);
  });

  it('names every reason it knows', () => {
    expect(judge('09:30', '10:00')).toEqual(['slot_taken']);
    expect(judge('17:30', '18:30')).toEqual(['outside_hours']);
    expect(judge('12:00', '12:10')).toEqual(['too_short', 'off_raster']);
    expect(judge('12:00', '15:00')).toEqual(['too_long']);
    expect(judge('08:00', '09:00', at('12:00'))).toEqual(['in_the_past']);
    expect(judge('07:00', '10:30')).toEqual(['outside_hours', 'slot_taken', 'too_long']);
  });

  it('tells a closure from ordinary closing time', () => {
    const shut = rowWith({ open: [['08:00', '12:00']], closed: [['12:00', '18:00']] });
    const span = { start: at('13:00'), end: at('14:00') };
    expect(clashes(shut, span, NOW, origin)).toEqual(['closed']);
  });

  it('forgets the reservation that is being moved, with its buffers', () => {
    const own = rowWith({
      taken: [
        ['10:00', '11:00'],
        ['14:00', '15:00'],
      ],
      mine: '10:00',
      rules: { buffer_before_minutes: 10, buffer_after_minutes: 10 },
    });
    expect(show(freeSpans(withoutReservation(own, 'mine')))).toEqual(['08:00-13:40', '15:20-18:00']);
    expect(withoutReservation(own, 'another')).toBe(own);
  });
});

describe('axis', () => {
  it('runs from the earliest opening to the latest closing on whole hours', () => {
    const rows = [
      rowWith({
        open: [
          ['08:30', '12:00'],
          ['13:30', '17:15'],
        ],
      }),
      rowWith({ open: [['09:00', '20:00']] }),
    ];
    const axis = axisOf(rows, DAY, ZONE, NOW);
    expect(show([axis])).toEqual(['08:00-20:00']);
    expect(ticks(axis)).toHaveLength(12);
    expect(percent(axis, at('11:00'))).toBe(25);
    expect(percent(axis, at('06:00'))).toBe(0);
    expect(instantAt(axis, 0.5)).toBe(at('14:00'));
  });

  it('shows a night shift to its end and leaves its early hours to the day before', () => {
    const night = rowWith({
      open: [
        ['00:00', '02:00'],
        ['18:00', '26:00'],
      ],
    });
    const axis = axisOf([night], DAY, ZONE, NOW);
    expect(axis).toEqual({ start: at('18:00'), end: at('26:00'), origin });
    expect(axisOf([night], DAY, ZONE, at('01:00')).start).toBe(origin);
  });

  it('is the whole day for a house that never closes', () => {
    const axis = axisOf([rowWith({ open: [['-24:00', '72:00']] })], DAY, ZONE, NOW);
    expect([axis.start, axis.end]).toEqual([origin, origin + 24 * HOUR]);
    expect(ticks(axis)).toHaveLength(12);
    // What is loaded ends some hours after midnight: that is no shift of the night.
    const loaded = axisOf([rowWith({ open: [['-24:00', '30:00']] })], DAY, ZONE, NOW);
    expect(loaded.end).toBe(origin + 24 * HOUR);
  });

  it('does not stretch everybody to the day of a house that never closes', () => {
    const hub = rowWith({ open: [['-24:00', '72:00']], taken: [['22:00', '23:30']] });
    const rows = [rowWith({ open: [['08:00', '17:00']] }), hub];
    const axis = (now: string, of = rows) => show([axisOf(of, DAY, ZONE, at(now))])[0];
    expect(axis('09:00')).toBe('08:00-17:00');
    expect(axis('20:30')).toBe('08:00-21:00');
    expect(
      axis('09:00', [rowWith({}), { ...hub, busy: hub.busy.map((busy) => ({ ...busy, mine: true })) }]),
    ).toBe('08:00-00:00');
    const whole = axisOf(rows, DAY, ZONE, at('09:00'), true);
    expect([whole.start, whole.end]).toEqual([origin, origin + 24 * HOUR]);
    expect([
      hasNights(rows, DAY, ZONE),
      hasNights([hub], DAY, ZONE),
      hasNights([rowWith({})], DAY, ZONE),
    ]).toEqual([true, false, false]);
  });

  it('shows a closure of some hours, but not the night of one that lasts for days', () => {
    const some = rowWith({ open: [['08:00', '14:00']], closed: [['14:00', '17:30']] });
    expect(show([axisOf([some], DAY, ZONE, NOW)])).toEqual(['08:00-18:00']);
    const days = rowWith({ open: [['08:00', '14:00']], closed: [['14:00', '96:00']] });
    expect(show([axisOf([days], DAY, ZONE, NOW)])).toEqual(['08:00-14:00']);
    const holiday = rowWith({ open: [], closed: [['00:00', '24:00']] });
    expect(show([axisOf([holiday], DAY, ZONE, NOW)])).toEqual(['08:00-18:00']);
  });

  it('has a working day to show when nothing opens', () => {
    expect(show([axisOf([rowWith({ open: [] })], DAY, ZONE, NOW)])).toEqual(['08:00-18:00']);
  });

  it('is an hour shorter or longer on the days the clocks change', () => {
    const zone = 'Europe/Amsterdam';
    for (const [date, hours] of [
      ['2026-03-29', 23],
      ['2026-10-25', 25],
      ['2026-11-21', 24],
    ] as const) {
      const day = dayOf(date, zone);
      const row = { ...rowWith({}), open: [{ start: day.start - HOUR, end: day.end + 24 * HOUR }] };
      const axis = axisOf([row], date, zone, NOW);
      expect((axis.end - axis.start) / HOUR).toBe(hours);
    }
  });
});

describe('strips and pools', () => {
  it('counts what can still be booked on a day', () => {
    const row = rowWith({ taken: [['10:00', '12:00']] });
    const axis = axisOf([row], DAY, ZONE, NOW);
    const strip = dayStrip(row, DAY, axis, NOW);
    expect(hoursOf(strip.free)).toBe(8);
    expect(hoursOf(strip.opened)).toBe(10);
    expect(show(strip.taken)).toEqual(['10:00-12:00']);
    expect(hoursOf(dayStrip(row, DAY, axis, at('15:30')).free)).toBe(2.5);
  });

  it('says what a pool has left', () => {
    const row = rowWith({
      units: 3,
      taken: [
        ['09:00', '11:00'],
        ['10:00', '12:00'],
      ],
    });
    expect(poolLevels(row).map((piece) => [show([piece])[0], piece.free])).toEqual([
      ['09:00-10:00', 2],
      ['10:00-11:00', 1],
      ['11:00-12:00', 2],
    ]);
  });

  it('cuts bars at the axis', () => {
    const row = rowWith({
      taken: [
        ['07:00', '09:00'],
        ['19:00', '20:00'],
      ],
    });
    const axis = { start: at('08:00'), end: at('18:00'), origin };
    expect(show(barsOf(row, axis))).toEqual(['08:00-09:00']);
  });

  it('rounds hours to one decimal', () => {
    expect(hoursOf(20 * MINUTE)).toBe(0.3);
  });
});
