/**
 * The timetable as the timeline sees it: rows of resources with what is open, closed and taken.
 *
 * Pure: instants are milliseconds, the zone and the present are handed in. The server rules; what is
 * computed here only answers within the same frame, and may be corrected by the server's answer.
 */
import type { Closure as ApiClosure, Rules, Span as ApiSpan, TimelineRow } from '../api/contract';
import { clip, clipAll, fullSpans, holds, levels, merge, overlaps, subtract, total, within } from './spans';
import type { Load, Span } from './spans';
import { HOUR, MINUTE, dayOf } from './zone';

export interface Closure extends Span {
  reason: ApiClosure['reason'];
}

export interface Busy extends Load {
  mine: boolean;
  reservationId: string | null;
  state: TimelineRow['busy'][number]['state'];
}

/** Whether it holds its time until staff have decided. */
export const isWaiting = (busy: Busy) => busy.state === 'held';

export interface Row {
  id: string;
  resource: TimelineRow['resource'];
  rules: Rules;
  open: Span[];
  closures: Closure[];
  busy: Busy[];
  blocked: Load[];
}

/** The stretch of time that is drawn; rasters count from `origin`, the local midnight. */
export interface Axis extends Span {
  origin: number;
}

/** What a person is about to book or to move. */
export interface Selection extends Span {
  rowId: string;
}

const spanOf = (wire: ApiSpan): Span => ({
  start: Date.parse(wire.starts_at),
  end: Date.parse(wire.ends_at),
});

/** The server's row with its instants parsed. */
export function toRow(wire: TimelineRow): Row {
  return {
    id: wire.resource.id,
    resource: wire.resource,
    rules: wire.resource.rules,
    open: merge(wire.open.map(spanOf)),
    closures: wire.closures.map((closure) => ({ ...spanOf(closure), reason: closure.reason })),
    busy: wire.busy.map((busy) => ({
      ...spanOf(busy),
      units: busy.units,
      mine: busy.mine,
      reservationId: busy.reservation_id,
      state: busy.state,
    })),
    blocked: wire.blocked.map((blocked) => ({ ...spanOf(blocked), units: blocked.units })),
  };
}

/** The nearest raster line: `at` moved to a multiple of the raster counted from `origin`. */
export function snap(
  at: number,
  raster: number,
  origin: number,
  way: 'down' | 'up' | 'near' = 'near',
): number {
  const step = raster * MINUTE;
  const steps = (at - origin) / step;
  const whole = way === 'down' ? Math.floor(steps) : way === 'up' ? Math.ceil(steps) : Math.round(steps);
  return origin + whole * step;
}

/** Can this row be booked at all, whatever the time? */
export function isBookable(row: Row): boolean {
  return row.resource.state === 'in_order';
}

/** The row as if this own reservation were not there, to judge where it may move. */
export function withoutReservation(row: Row, reservationId: string | null): Row {
  const own = reservationId ? row.busy.find((busy) => busy.reservationId === reservationId) : undefined;
  if (!own) return row;
  const { buffer_before_minutes: before, buffer_after_minutes: after } = row.rules;
  // A negative load cancels exactly what the reservation blocks, even where the server joined spans.
  const lifted = {
    start: own.start - before * MINUTE,
    end: own.end + after * MINUTE,
    units: -own.units,
  };
  return {
    ...row,
    busy: row.busy.filter((busy) => busy !== own),
    blocked: [...row.blocked, lifted],
  };
}

/** Where a booking of `wanted` units may lie: open, not taken, buffers kept free on both sides. */
export function freeSpans(row: Row, wanted = 1): Span[] {
  if (!isBookable(row) || wanted > row.resource.units) return [];
  const { buffer_before_minutes: before, buffer_after_minutes: after } = row.rules;
  const taken = [...fullSpans(row.blocked, row.resource.units, wanted), ...row.closures];
  return subtract(
    row.open,
    taken.map(({ start, end }) => ({ start: start - after * MINUTE, end: end + before * MINUTE })),
  );
}

/** The part of the future in which this row takes bookings: after its notice, within its horizon. */
export function bookableWindow(row: Row, now: number): Span {
  return {
    start: now + row.rules.notice_minutes * MINUTE,
    end: now + row.rules.horizon_days * 24 * HOUR,
  };
}

/** Free spans one may still book, at least so long, their starts on the raster of their day. */
export function freeGaps(row: Row, now: number, origin: number, minMinutes = row.rules.min_minutes): Span[] {
  const raster = row.rules.raster_minutes;
  return clipAll(freeSpans(row), bookableWindow(row, now))
    .map((gap) => ({
      start: snap(gap.start, raster, origin, 'up'),
      end: snap(gap.end, raster, origin, 'down'),
    }))
    .filter((gap) => gap.end - gap.start >= minMinutes * MINUTE);
}

/** The first starts at which `minutes` are free, at most `count`, no two overlapping. */
export function nextSlots(row: Row, now: number, origin: number, minutes: number, count: number): Span[] {
  const slots: Span[] = [];
  for (const gap of freeGaps(row, now, origin, minutes)) {
    for (let start = gap.start; start + minutes * MINUTE <= gap.end; start += minutes * MINUTE) {
      slots.push({ start, end: start + minutes * MINUTE });
      if (slots.length === count) return slots;
    }
  }
  return slots;
}

/** The length a press on a free spot selects: an hour, unless the rules ask for more or less. */
export function usualMinutes(rules: Rules): number {
  const wanted = Math.max(rules.min_minutes, Math.min(60, rules.max_minutes));
  return Math.ceil(wanted / rules.raster_minutes) * rules.raster_minutes;
}

/** How long the row stays free from `now`; null when the shortest booking does not fit any more. */
export function freeUntil(row: Row, now: number): number | null {
  const gap = freeSpans(row).find((free) => within(free, now));
  return gap && gap.end - now >= row.rules.min_minutes * MINUTE ? gap.end : null;
}

export type ClashCode =
  | 'retired'
  | 'out_of_order'
  | 'in_the_past'
  | 'too_soon'
  | 'too_far'
  | 'closed'
  | 'outside_hours'
  | 'slot_taken'
  | 'too_short'
  | 'too_long'
  | 'off_raster';

/** All reasons known here against this span; the server may know more. */
export function clashes(row: Row, span: Span, now: number, origin: number): ClashCode[] {
  const { rules, resource } = row;
  const minutes = (span.end - span.start) / MINUTE;
  const bookable = bookableWindow(row, now);
  const padded = {
    start: span.start - rules.buffer_before_minutes * MINUTE,
    end: span.end + rules.buffer_after_minutes * MINUTE,
  };
  const closed = row.closures.some((closure) => overlaps(closure, padded));
  const found: [ClashCode, boolean][] = [
    ['retired', resource.state === 'retired'],
    ['out_of_order', resource.state === 'out_of_order'],
    ['in_the_past', span.start < now],
    ['too_soon', span.start >= now && span.start < bookable.start],
    ['too_far', span.start > bookable.end],
    ['closed', closed],
    ['outside_hours', !closed && !row.open.some((open) => holds(open, span))],
    ['slot_taken', fullSpans(row.blocked, resource.units).some((full) => overlaps(full, padded))],
    ['too_short', minutes < rules.min_minutes],
    ['too_long', minutes > rules.max_minutes],
    ['off_raster', [span.start, span.end].some((at) => snap(at, rules.raster_minutes, origin) !== at)],
  ];
  return found.filter(([, holdsTrue]) => holdsTrue).map(([code]) => code);
}

/** What a pool has left over time: pieces with the number of units still free. */
export function poolLevels(row: Row): (Span & { free: number })[] {
  return levels(row.busy).map(({ start, end, units }) => ({
    start,
    end,
    free: Math.max(0, row.resource.units - units),
  }));
}

/**
 * The stretch of time a day's page shows: from the earliest opening to the latest closing of its rows,
 * on whole hours. A shift that begins on this day and ends after midnight is shown to its end; the
 * early hours belong to the day before, unless it is those hours right now. A house that never closes
 * does not stretch the others' day to 24 hours: its night is shown on its own, when asked for
 * (`wholeDay`), while it is night, and where an own booking lies in it.
 */
export function axisOf(
  rows: readonly Row[],
  date: string,
  zone: string,
  now: number,
  wholeDay = false,
): Axis {
  const day = dayOf(date, zone);
  const origin = day.start;
  const shown: Span[] = wholeDay ? [day] : [];
  const mixed = hasNights(rows, date, zone);
  for (const row of rows) {
    if (mixed && neverCloses(row, day)) {
      if (within(day, now)) shown.push({ start: now, end: now + 1 });
      shown.push(
        ...clipAll(
          row.busy.filter((busy) => busy.mine),
          day,
        ),
      );
    } else shown.push(...openingsOf(row, day, now));
  }
  const start = Math.min(...shown.map((span) => span.start));
  const end = Math.max(...shown.map((span) => span.end));
  if (!(start < end)) return { start: origin + 8 * HOUR, end: origin + 18 * HOUR, origin };
  return { start: snap(start, 60, origin, 'down'), end: snap(end, 60, origin, 'up'), origin };
}

/** Are there houses that never close beside others that do? Then the night is something to ask for. */
export function hasNights(rows: readonly Row[], date: string, zone: string): boolean {
  const day = dayOf(date, zone);
  const open = rows.filter((row) => row.open.some((span) => overlaps(span, day)));
  const nights = open.filter((row) => neverCloses(row, day)).length;
  return nights > 0 && nights < open.length;
}

function neverCloses(row: Row, day: Span): boolean {
  return row.open.some((open) => holds(open, day));
}

/** What one row wants to show of a day: its hours, and closures of some hours. */
function openingsOf(row: Row, day: Span, now: number): Span[] {
  const hours = row.open
    .filter((open) => overlaps(open, day))
    .filter((open) => {
      const spillsIn = open.start <= day.start && open.end < day.end && !isMorningOnly(row, open, day);
      return !spillsIn || within(open, now);
    })
    .map((open) => ({
      start: Math.max(open.start, day.start),
      end: holds(open, day) ? day.end : lateEnd(open, day),
    }));
  return [...hours, ...row.closures.filter((closure) => holds(day, closure) && !holds(closure, day))];
}

/** A row whose only opening on this day touches midnight shows it, or it would show nothing. */
function isMorningOnly(row: Row, open: Span, day: Span): boolean {
  return !row.open.some((other) => other !== open && overlaps(other, day));
}

/** A night shift ends at most half a day after midnight; beyond, the house is simply open. */
function lateEnd(open: Span, day: Span): number {
  return open.end > day.end + 12 * HOUR ? day.end : open.end;
}

/** Full hours on the axis, thinned so that at most `most` are left. */
export function ticks(axis: Span, most = 16): number[] {
  const hours = Math.round((axis.end - axis.start) / HOUR);
  const step = [1, 2, 3, 4, 6].find((each) => hours / each <= most) ?? 6;
  return Array.from({ length: Math.ceil(hours / step) }, (_, index) => axis.start + index * step * HOUR);
}

/** Where an instant lies on the axis, 0 to 100, not beyond its ends. */
export function percent(axis: Span, at: number): number {
  const share = ((at - axis.start) / (axis.end - axis.start)) * 100;
  return Math.round(Math.min(100, Math.max(0, share)) * 1000) / 1000;
}

/** The instant under a share (0 to 1) of the axis' width. */
export function instantAt(axis: Span, share: number): number {
  return axis.start + Math.min(1, Math.max(0, share)) * (axis.end - axis.start);
}

export interface DayStrip {
  date: string;
  axis: Axis;
  /** milliseconds one can still book on that day */
  free: number;
  /** open time on that day, whether taken or not */
  opened: number;
  openSpans: Span[];
  taken: Span[];
  mine: Span[];
  /** own time that waits for approval */
  waiting: Span[];
}

/**
 * One day of one row in the week's view. `axis` is the day's common axis over all rows; `free` may be
 * handed in when it serves several days.
 */
export function dayStrip(row: Row, date: string, axis: Axis, now: number, free = freeSpans(row)): DayStrip {
  const mine = row.busy.filter((busy) => busy.mine && !isWaiting(busy));
  const waiting = row.busy.filter((busy) => busy.mine && isWaiting(busy));
  const full = row.resource.units === 1 ? row.busy : fullSpans(row.busy, row.resource.units);
  // What can be booked counts to midnight, also where the strip shows the busy hours only.
  const day = { start: axis.start, end: Math.max(axis.end, axis.origin + 24 * HOUR) };
  return {
    date,
    axis,
    free: total(clipAll(clipAll(free, day), bookableWindow(row, now))),
    opened: total(clipAll(row.open, axis)),
    openSpans: clipAll(row.open, axis),
    taken: clipAll(merge(full), axis),
    mine: clipAll(merge(mine), axis),
    waiting: clipAll(merge(waiting), axis),
  };
}

/** Hours with at most one decimal: 10, 10.5, 0.3. */
export function hoursOf(milliseconds: number): number {
  return Math.round((milliseconds / HOUR) * 10) / 10;
}

/** The visible part of what is taken on a row: own bookings, and others' as busy only. */
export function barsOf(row: Row, axis: Span): Busy[] {
  return row.busy.map((busy) => clip(busy, axis)).filter((busy): busy is Busy => busy !== null);
}
