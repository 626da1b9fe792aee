/** Selecting with mouse, finger and keyboard: pure moves on rows, raster and free time. */
import { freeSpans, snap, usualMinutes, withoutReservation } from './model';
import type { Axis, Row, Selection } from './model';
import { holds, within } from './spans';
import type { Span } from './spans';
import { originOf } from './local';
import { MINUTE } from './zone';

export interface Cursor {
  rowId: string;
  at: number;
}

export type CursorKey =
  | 'ArrowLeft'
  | 'ArrowRight'
  | 'ArrowUp'
  | 'ArrowDown'
  | 'Home'
  | 'End'
  | 'PageUp'
  | 'PageDown'
  | 'First'
  | 'Last';

const PAGE = 8;

/** Where the cursor goes. Left and right move by the row's raster, page keys by eight rows. */
export function moveCursor(cursor: Cursor, key: CursorKey, rows: readonly Row[], axis: Axis): Cursor {
  const found = rows.findIndex((row) => row.id === cursor.rowId);
  const index = found === -1 ? 0 : found;
  const next = clampIndex(index + rowStep(key, rows.length), rows.length);
  const row = rows[next];
  if (!row) return cursor;
  return { rowId: row.id, at: onRaster(row, axis, timeStep(cursor.at, key, row, axis)) };
}

function rowStep(key: CursorKey, count: number): number {
  const steps: Partial<Record<CursorKey, number>> = {
    ArrowUp: -1,
    ArrowDown: 1,
    PageUp: -PAGE,
    PageDown: PAGE,
    First: -count,
    Last: count,
  };
  return steps[key] ?? 0;
}

function timeStep(at: number, key: CursorKey, row: Row, axis: Axis): number {
  const step = row.rules.raster_minutes * MINUTE;
  if (key === 'ArrowLeft') return at - step;
  if (key === 'ArrowRight') return at + step;
  if (key === 'Home') return axis.start;
  if (key === 'End') return axis.end - step;
  return at;
}

function clampIndex(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index));
}

/** The raster cell of `at`, inside the axis. */
export function onRaster(row: Row, axis: Axis, at: number): number {
  const step = row.rules.raster_minutes * MINUTE;
  const snapped = snap(at, row.rules.raster_minutes, originOf(row, axis), 'down');
  return Math.min(
    Math.max(axis.start, snapped),
    snap(axis.end - step, row.rules.raster_minutes, originOf(row, axis), 'down'),
  );
}

/** The free run around an instant that lies in the future, or null. */
export function freeRun(row: Row, at: number, now: number): Span | null {
  const soonest = now + row.rules.notice_minutes * MINUTE;
  const run = freeSpans(row).find((gap) => within(gap, at));
  return run && soonest <= at ? { start: Math.max(run.start, soonest), end: run.end } : null;
}

/** A press without a drag: the usual length from the raster cell under it, within the free run. */
export function pressSelection(row: Row, at: number, axis: Axis, now: number): Selection | null {
  const cell = dragSelection(row, at, at, axis, now);
  if (!cell) return null;
  const to = cell.start + usualMinutes(row.rules) * MINUTE - 1;
  return dragSelection(row, cell.start, to, axis, now);
}

/**
 * From where the drag began to where it is, whole raster cells, never beyond the free run it began in
 * and never longer than allowed; null where nothing can be booked. Works in both directions.
 */
export function dragSelection(row: Row, from: number, to: number, axis: Axis, now: number): Selection | null {
  const raster = row.rules.raster_minutes;
  const cell = { start: snap(from, raster, originOf(row, axis), 'down'), end: 0 };
  cell.end = cell.start + raster * MINUTE;
  // Right after the present the cell may have begun already: its rest still belongs to the free run.
  const run = freeRun(row, from, now) ?? freeRun(row, cell.end - 1, now);
  if (!run) return null;
  const lowest = snap(run.start, raster, originOf(row, axis), 'up');
  const highest = snap(run.end, raster, originOf(row, axis), 'down');
  if (lowest >= highest) return null;
  const longest = row.rules.max_minutes * MINUTE;
  let start = Math.min(cell.start, snap(to, raster, originOf(row, axis), 'down'));
  let end = Math.max(cell.end, snap(to, raster, originOf(row, axis), 'up'));
  start = Math.max(start, lowest);
  end = Math.min(Math.max(end, start + raster * MINUTE), highest);
  if (start >= highest) return null;
  if (end - start > longest) {
    if (to < from) start = end - longest;
    else end = start + longest;
  }
  return { rowId: row.id, start, end };
}

/** Lengthens a selection to the shortest booking where the free run allows it. */
export function settle(row: Row, selection: Selection, axis: Axis, now: number): Selection {
  const shortest = row.rules.min_minutes * MINUTE;
  if (selection.end - selection.start >= shortest) return selection;
  const run = freeRun(row, selection.start, now);
  if (!run) return selection;
  const raster = row.rules.raster_minutes;
  const lowest = snap(run.start, raster, originOf(row, axis), 'up');
  const highest = snap(run.end, raster, originOf(row, axis), 'down');
  const end = Math.min(highest, selection.start + shortest);
  const start = Math.max(lowest, Math.min(selection.start, end - shortest));
  return { ...selection, start, end };
}

/** Shift and an arrow: one raster cell longer or shorter at the end, one cell at least. */
export function growSelection(
  row: Row,
  selection: Selection,
  way: -1 | 1,
  axis: Axis,
  now: number,
): Selection {
  const step = row.rules.raster_minutes * MINUTE;
  const end = selection.end + way * step;
  if (end - selection.start < step) return selection;
  return dragSelection(row, selection.start, end - 1, axis, now) ?? selection;
}

export type Grip = 'move' | 'start' | 'end';

/** Where an own booking comes to lie when its body or an edge is dragged by `delta` milliseconds. */
export function draggedTo(original: Span, grip: Grip, delta: number, row: Row): Selection {
  const step = row.rules.raster_minutes * MINUTE;
  const shift = Math.round(delta / step) * step;
  const { start, end } = original;
  if (grip === 'start') return { rowId: row.id, start: Math.min(start + shift, end - step), end };
  if (grip === 'end') return { rowId: row.id, start, end: Math.max(end + shift, start + step) };
  return { rowId: row.id, start: start + shift, end: end + shift };
}

/** May the reservation lie here, by what is known on this page? */
export function fits(row: Row, span: Span, reservationId: string | null, now: number): boolean {
  const minutes = (span.end - span.start) / MINUTE;
  if (minutes < row.rules.min_minutes || minutes > row.rules.max_minutes) return false;
  if (span.start < now) return false;
  return freeSpans(withoutReservation(row, reservationId)).some((gap) => holds(gap, span));
}
