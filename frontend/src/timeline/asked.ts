/** What a page of the timetable asks the server for, and its answer parsed. Pure. */
import type { TimelineRow } from '../api/contract';
import type { RowFilter } from './group';
import { toRow, type Row, type Selection } from './model';
import type { Span } from './spans';
import { HOUR, addDays, dateAt, dayOf, isDate, weekOf } from './zone';

export interface TimelineFilter {
  from: string;
  to: string;
  site?: string;
  category?: string;
  kind?: string;
  q?: string;
  limit?: number;
}

/** As many rows as a page shows until more are asked for. */
export const PAGE_ROWS = 200;
/** As many as it ever shows; further machines are reached through the filters. */
export const MOST_ROWS = 2000;
/** A night shift that began on the last day is loaded to its end. */
const AFTER_MIDNIGHT = 6 * HOUR;

/** The question behind a page of `days` days from `date` (yyyy-MM-dd) in the zone. */
export function timelineFilter(
  date: string,
  days: number,
  zone: string,
  filter: RowFilter,
  limit = PAGE_ROWS,
): TimelineFilter {
  const end = dayOf(addDays(date, days - 1), zone).end + AFTER_MIDNIGHT;
  return {
    from: new Date(dayOf(date, zone).start).toISOString(),
    to: new Date(end).toISOString(),
    site: filter.site,
    category: filter.category,
    kind: filter.kind,
    q: filter.q,
    limit,
  };
}

const parsed = new WeakMap<TimelineRow, Row>();

/** Parsed once per answer: rows that a live hint did not touch keep their identity and are not drawn again. */
export function rowOf(wire: TimelineRow): Row {
  const known = parsed.get(wire);
  if (known) return known;
  const row = toRow(wire);
  parsed.set(wire, row);
  return row;
}

/** The selection an address names, or null. */
export function selectionIn(search: Named): Selection | null {
  const start = Date.parse(search.starts_at ?? '');
  const end = Date.parse(search.ends_at ?? '');
  if (!search.resource || !(start < end)) return null;
  return { rowId: search.resource, start, end };
}

interface Named {
  day?: string;
  view?: 'day' | 'week';
  resource?: string;
  starts_at?: string;
  ends_at?: string;
}

/** The days that an address shows; phones know no week. */
export function shownDays(search: Named, now: number, zone: string, phone: boolean) {
  const today = dateAt(now, zone);
  const named = selectionIn(search);
  const date = isDate(search.day) ? search.day : named ? dateAt(named.start, zone) : today;
  const week = search.view === 'week' && !phone;
  return { today, date, week, from: week ? (weekOf(date)[0] ?? date) : date, days: week ? 7 : 1 };
}

/** From the beginning of the first day to the end of the last. */
export function spanOfDays(from: string, days: number, zone: string): Span {
  return { start: dayOf(from, zone).start, end: dayOf(addDays(from, days - 1), zone).end };
}

/** Windows narrower than this show the phone's list. */
export const PHONE = '(max-width: 47.99em)';
