/**
 * Wall-clock time in an IANA zone.
 *
 * Instants are milliseconds since 1970 UTC, dates are `YYYY-MM-DD`, times of day are minutes after
 * local midnight. Everything goes through the zone that is handed in, so days of 23 and 25 hours are
 * as long as they are.
 */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const QUARTER = 15 * MINUTE;
const CACHE_LIMIT = 20_000;

export interface Wall {
  date: string;
  /** minutes after midnight as the clock on the wall shows them */
  minutes: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

function formatter(zone: string): Intl.DateTimeFormat {
  let found = formatters.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formatters.set(zone, found);
  }
  return found;
}

/** How far the zone is ahead of UTC at this instant, in milliseconds. */
export function offsetAt(at: number, zone: string): number {
  // Zones change on quarter hours, so one answer serves the quarter; Intl itself is slow.
  const quarter = Math.floor(at / QUARTER) * QUARTER;
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const parts = formatter(zone).formatToParts(quarter);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  if (offsets.size > CACHE_LIMIT) offsets.clear();
  offsets.set(key, wall - quarter);
  return wall - quarter;
}

/** What calendar and clock on the wall show at this instant. */
export function wallAt(at: number, zone: string): Wall {
  const shifted = new Date(at + offsetAt(at, zone));
  return {
    date: shifted.toISOString().slice(0, 10),
    minutes: shifted.getUTCHours() * 60 + shifted.getUTCMinutes(),
  };
}

/** The local date of this instant. */
export function dateAt(at: number, zone: string): string {
  return wallAt(at, zone).date;
}

/**
 * The instant at which the wall shows this date and time of day.
 *
 * A time that happens twice (autumn) means the first; one that is skipped (spring) moves forward by
 * the gap. `minutes` may exceed a day.
 */
export function instantOf(date: string, minutes: number, zone: string): number {
  const wall = Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE;
  const early = offsetAt(wall - 24 * HOUR, zone);
  const late = offsetAt(wall + 24 * HOUR, zone);
  const first = wall - Math.max(early, late);
  if (first + offsetAt(first, zone) === wall) return first;
  const second = wall - Math.min(early, late);
  if (second + offsetAt(second, zone) === wall) return second;
  return wall - early;
}

/** Start and end of a local day as instants; 23 or 25 hours apart when the clocks change. */
export function dayOf(date: string, zone: string): { start: number; end: number } {
  return { start: instantOf(date, 0, zone), end: instantOf(addDays(date, 1), 0, zone) };
}

export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** Weekday of a date, Monday 1 to Sunday 7. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

/** The seven dates of the week that holds this date, Monday first. */
export function weekOf(date: string): string[] {
  const monday = addDays(date, 1 - weekdayOf(date));
  return Array.from({ length: 7 }, (_, index) => addDays(monday, index));
}

/** True for an existing date written `YYYY-MM-DD`. */
export function isDate(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** `HH:MM`, 24 hours. */
export function clock(at: number, zone: string): string {
  return clockOf(wallAt(at, zone).minutes);
}

/** Minutes after midnight as `HH:MM`. */
export function clockOf(minutes: number): string {
  const within = ((minutes % 1440) + 1440) % 1440;
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}

/** `HH:MM` as minutes after midnight; null when it is no time of day. `24:00` ends a day. */
export function minutesOf(text: string): number | null {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (!match) return null;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return Number(match[2]) < 60 && minutes <= 1440 ? minutes : null;
}
