/** Bookings put into, moved in and taken out of the timeline that is on screen, before the server has answered. Pure. */
import type { Timeline, TimelineRow } from '../../api/contract';
import type { Selection } from '../model';
import type { Span } from '../spans';
import { PENDING } from '../useGridWords';
import { MINUTE } from '../zone';

type Busy = TimelineRow['busy'][number];

const iso = (at: number) => new Date(at).toISOString();
const spans = (of: { starts_at: string; ends_at: string }, span: Span) =>
  Date.parse(of.starts_at) === span.start && Date.parse(of.ends_at) === span.end;

function changed(timeline: Timeline, rowId: string, change: (row: TimelineRow) => TimelineRow): Timeline {
  return { ...timeline, items: timeline.items.map((row) => (row.resource.id === rowId ? change(row) : row)) };
}

/** The blocked span of a booking: with the buffers its machine asks for. */
function blockedOf(row: TimelineRow, span: Span): { starts_at: string; ends_at: string } {
  const { buffer_before_minutes: before, buffer_after_minutes: after } = row.resource.rules;
  return { starts_at: iso(span.start - before * MINUTE), ends_at: iso(span.end + after * MINUTE) };
}

/** Adds an own booking; without an id it is one the server has yet to confirm. */
export function withBooking(
  timeline: Timeline,
  selection: Selection,
  units: number,
  id: string = PENDING,
): Timeline {
  return changed(timeline, selection.rowId, (row) => {
    const busy: Busy = {
      starts_at: iso(selection.start),
      ends_at: iso(selection.end),
      units,
      mine: true,
      reservation_id: id,
      state: 'confirmed',
    };
    return {
      ...row,
      busy: [...row.busy, busy],
      blocked: [...row.blocked, { ...blockedOf(row, selection), units }],
    };
  });
}

/** Takes an own booking out, wherever it is. */
export function withoutBooking(timeline: Timeline, id: string): Timeline {
  const row = timeline.items.find((each) => each.busy.some((busy) => busy.reservation_id === id));
  const gone = row?.busy.find((busy) => busy.reservation_id === id);
  if (!row || !gone) return timeline;
  return changed(timeline, row.resource.id, (old) => {
    const blocked = blockedOf(old, { start: Date.parse(gone.starts_at), end: Date.parse(gone.ends_at) });
    const span = { start: Date.parse(blocked.starts_at), end: Date.parse(blocked.ends_at) };
    const index = old.blocked.findIndex((each) => each.units === gone.units && spans(each, span));
    return {
      ...old,
      busy: old.busy.filter((busy) => busy !== gone),
      blocked: old.blocked.filter((_, position) => position !== index),
    };
  });
}

/** The server has confirmed the pending booking, or refused it (`id` null). */
export function settled(timeline: Timeline, id: string | null): Timeline {
  if (id === null) return withoutBooking(timeline, PENDING);
  return {
    ...timeline,
    items: timeline.items.map((row) =>
      row.busy.some((busy) => busy.reservation_id === PENDING)
        ? {
            ...row,
            busy: row.busy.map((busy) =>
              busy.reservation_id === PENDING ? { ...busy, reservation_id: id } : busy,
            ),
          }
        : row,
    ),
  };
}

/** An own booking at its new place, also on another machine. */
export function withMoved(timeline: Timeline, id: string, to: Selection): Timeline {
  const units =
    timeline.items.flatMap((row) => row.busy).find((busy) => busy.reservation_id === id)?.units ?? 1;
  return withBooking(withoutBooking(timeline, id), to, units, id);
}
