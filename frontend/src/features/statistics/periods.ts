/** Whole days of a site to look at: a week, a month, a term, or any. Days are yyyy-MM-dd. */

export type Range = 'week' | 'month' | 'term' | 'custom';
export interface Days {
  from: string;
  to: string;
}

// Figures of the calendar, not of a clock: UTC keeps them free of any zone.
const at = (day: string) => new Date(`${day}T00:00:00Z`);
const iso = (date: Date) => date.toISOString().slice(0, 10);
const day = (year: number, month: number, date: number) => iso(new Date(Date.UTC(year, month, date)));

/** The day some days later. */
export function plus(from: string, days: number): string {
  const date = at(from);
  date.setUTCDate(date.getUTCDate() + days);
  return iso(date);
}

/** The week, month or term in which a day lies; terms begin in September, February and July. */
export function around(range: Exclude<Range, 'custom'>, of: string): Days {
  const date = at(of);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (range === 'week') {
    const from = plus(of, -((date.getUTCDay() + 6) % 7));
    return { from, to: plus(from, 6) };
  }
  if (range === 'month') return { from: day(year, month, 1), to: day(year, month + 1, 0) };
  if (month >= 8) return { from: day(year, 8, 1), to: day(year + 1, 1, 0) };
  if (month === 0) return { from: day(year - 1, 8, 1), to: day(year, 1, 0) };
  return month <= 5
    ? { from: day(year, 1, 1), to: day(year, 6, 0) }
    : { from: day(year, 6, 1), to: day(year, 8, 0) };
}

/** The one before (-1) or after (1); any other days move by their own length. */
export function step(range: Range, { from, to }: Days, way: -1 | 1): Days {
  if (range !== 'custom') return around(range, way < 0 ? plus(from, -1) : plus(to, 1));
  const length = Math.round((at(to).getTime() - at(from).getTime()) / 86_400_000) + 1;
  return { from: plus(from, way * length), to: plus(to, way * length) };
}
