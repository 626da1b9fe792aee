import { describe, expect, it } from 'vitest';

import type { Timeline } from '../../api/contract';
import { freeSpans, toRow } from '../model';
import { DAY, at, rowWith, show } from '../testing';
import { settled, withBooking, withMoved, withoutBooking } from './cache';

function timeline(): Timeline {
  const items = ['m1', 'm2'].map((id) => {
    const row = rowWith({ id, rules: { buffer_after_minutes: 30 } });
    const span = {
      starts_at: new Date(at('08:00')).toISOString(),
      ends_at: new Date(at('18:00')).toISOString(),
    };
    return { resource: row.resource, open: [span], closures: [], busy: [], blocked: [] };
  });
  return { from: DAY, to: DAY, now: DAY, total: items.length, items };
}
const free = (of: Timeline) => of.items.map((row) => show(freeSpans(toRow(row))));
const selection = { rowId: 'm1', start: at('10:00'), end: at('11:00') };

describe('the timeline before the server has answered', () => {
  it('shows a new booking with its buffers, and nothing of it after a refusal', () => {
    const booked = withBooking(timeline(), selection, 1);
    expect(free(booked)).toEqual([['08:00-09:30', '11:30-18:00'], ['08:00-18:00']]);
    expect(settled(booked, null)).toEqual(timeline());
  });

  it('gives the booking its id when confirmed, so that it can be undone', () => {
    const confirmed = settled(withBooking(timeline(), selection, 1), 'r1');
    expect(confirmed.items[0]?.busy.map((busy) => [busy.reservation_id, busy.mine])).toEqual([['r1', true]]);
    expect(withoutBooking(confirmed, 'r1')).toEqual(timeline());
    expect(withoutBooking(confirmed, 'another')).toBe(confirmed);
  });

  it('moves a booking to another time and machine, and back', () => {
    const booked = withBooking(timeline(), selection, 1, 'r1');
    const moved = withMoved(booked, 'r1', { rowId: 'm2', start: at('14:00'), end: at('15:00') });
    expect(free(moved)).toEqual([['08:00-18:00'], ['08:00-13:30', '15:30-18:00']]);
    expect(withMoved(moved, 'r1', selection)).toEqual(booked);
  });

  it('leaves untouched rows as they are', () => {
    const before = timeline();
    expect(withBooking(before, selection, 1).items[1]).toBe(before.items[1]);
  });
});
