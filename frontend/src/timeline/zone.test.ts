import { describe, expect, it } from 'vitest';

import {
  HOUR,
  addDays,
  clock,
  clockOf,
  dateAt,
  dayOf,
  instantOf,
  isDate,
  minutesOf,
  wallAt,
  weekOf,
  weekdayOf,
} from './zone';

const SAIGON = 'Asia/Ho_Chi_Minh';
const EINDHOVEN = 'Europe/Amsterdam';

describe('wall time', () => {
  it('goes there and back in both zones, every quarter hour of a year', () => {
    for (const zone of [SAIGON, EINDHOVEN]) {
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 7.25 * HOUR) {
        const wall = wallAt(at, zone);
        const back = instantOf(wall.date, wall.minutes, zone);
        // The hour that happens twice comes back as its first occurrence.
        expect([0, HOUR]).toContain(at - back);
        expect(wallAt(back, zone)).toEqual(wall);
      }
    }
  });

  it('takes the first of two equal times and skips forward over a missing one', () => {
    expect(new Date(instantOf('2026-10-25', 150, EINDHOVEN)).toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(clock(instantOf('2026-03-29', 150, EINDHOVEN), EINDHOVEN)).toBe('03:30');
  });

  it('knows long and short days', () => {
    const length = (date: string, zone: string) => (dayOf(date, zone).end - dayOf(date, zone).start) / HOUR;
    expect(length('2026-10-25', EINDHOVEN)).toBe(25);
    expect(length('2026-03-29', EINDHOVEN)).toBe(23);
    expect(length('2026-03-29', SAIGON)).toBe(24);
  });

  it('dates an instant by its zone', () => {
    const at = Date.parse('2026-11-20T18:00:00Z');
    expect(dateAt(at, SAIGON)).toBe('2026-11-21');
    expect(dateAt(at, EINDHOVEN)).toBe('2026-11-20');
  });
});

describe('dates and times as text', () => {
  it('counts weeks from Monday', () => {
    expect(weekdayOf('2026-11-22')).toBe(7);
    expect(weekOf('2026-11-22')[0]).toBe('2026-11-16');
    expect(weekOf('2026-11-16')[6]).toBe('2026-11-22');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('refuses what is no date or time', () => {
    expect([isDate('2026-02-30'), isDate('2026-2-3'), isDate(undefined), isDate('2026-02-28')]).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect([minutesOf('9:30'), minutesOf('24:00'), minutesOf('24:30'), minutesOf('8h')]).toEqual([
      570,
      1440,
      null,
      null,
    ]);
    expect([clockOf(1440), clockOf(-30), clockOf(605)]).toEqual(['00:00', '23:30', '10:05']);
  });
});
