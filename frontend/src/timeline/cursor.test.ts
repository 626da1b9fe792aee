import { describe, expect, it } from 'vitest';

import {
  dragSelection,
  draggedTo,
  fits,
  growSelection,
  moveCursor,
  onRaster,
  pressSelection,
  settle,
} from './cursor';
import type { CursorKey } from './cursor';
import type { Axis } from './model';
import { DAY, ZONE, at, rowWith, show } from './testing';
import { MINUTE, clock, dayOf } from './zone';

const NOW = at('07:00');
const axis: Axis = { start: at('08:00'), end: at('18:00'), origin: dayOf(DAY, ZONE).start };
const row = rowWith({ taken: [['10:00', '12:00']], rules: { max_minutes: 180 } });
const drag = (from: string, to: string, now = NOW) => {
  const found = dragSelection(row, at(from), at(to), axis, now);
  return found && show([found])[0];
};

describe('cursor', () => {
  const rows = Array.from({ length: 10 }, (_, index) => rowWith({ id: `m${index}` }));
  rows[1] = rowWith({ id: 'm1', rules: { raster_minutes: 60 } });
  const go = (rowId: string, time: string, key: CursorKey) => {
    const next = moveCursor({ rowId, at: at(time) }, key, rows, axis);
    return `${next.rowId} ${clock(next.at, ZONE)}`;
  };

  it('walks by the raster of its row and stays on the page', () => {
    expect(go('m0', '08:00', 'ArrowRight')).toBe('m0 08:30');
    expect(go('m0', '08:00', 'ArrowLeft')).toBe('m0 08:00');
    expect(go('m0', '17:30', 'ArrowRight')).toBe('m0 17:30');
    expect(go('m1', '08:00', 'ArrowRight')).toBe('m1 09:00');
    expect(go('m0', '08:30', 'ArrowDown')).toBe('m1 08:00');
    expect(go('m0', '09:00', 'ArrowUp')).toBe('m0 09:00');
  });

  it('jumps to the ends of row and page', () => {
    expect(go('m0', '09:00', 'End')).toBe('m0 17:30');
    expect(go('m1', '09:00', 'End')).toBe('m1 17:00');
    expect(go('m0', '09:00', 'Home')).toBe('m0 08:00');
    expect(go('m0', '09:00', 'PageDown')).toBe('m8 09:00');
    expect(go('m8', '09:00', 'PageDown')).toBe('m9 09:00');
    expect(go('m9', '09:00', 'First')).toBe('m0 09:00');
    expect(go('m0', '09:00', 'Last')).toBe('m9 09:00');
  });

  it('falls back to the first row when its row is gone', () => {
    expect(go('gone', '09:00', 'ArrowRight')).toBe('m0 09:30');
    expect(moveCursor({ rowId: 'm0', at: NOW }, 'Home', [], axis)).toEqual({ rowId: 'm0', at: NOW });
  });

  it('keeps to raster cells of the axis', () => {
    expect(onRaster(row, axis, at('09:17'))).toBe(at('09:00'));
    expect(onRaster(row, axis, at('23:00'))).toBe(at('17:30'));
  });
});

describe('drag to select', () => {
  it('covers whole cells in both directions', () => {
    expect(drag('12:40', '13:50')).toBe('12:30-14:00');
    expect(drag('13:50', '12:40')).toBe('12:30-14:00');
    expect(drag('13:05', '13:10')).toBe('13:00-13:30');
  });

  it('stops at a booking, at closing time and at the longest length', () => {
    expect(drag('09:10', '11:00')).toBe('09:00-10:00');
    expect(drag('12:40', '09:00')).toBe('12:00-13:00');
    expect(drag('17:10', '19:00')).toBe('17:00-18:00');
    expect(drag('12:10', '17:00')).toBe('12:00-15:00');
    expect(drag('17:50', '12:10')).toBe('15:00-18:00');
  });

  it('never begins in the past, on a booking or when closed', () => {
    expect(drag('10:30', '13:00')).toBeNull();
    expect(drag('12:30', '14:00', at('15:00'))).toBeNull();
    expect(drag('15:10', '15:20', at('15:05'))).toBe('15:30-16:00');
    const broken = rowWith({ state: 'out_of_order' });
    expect(dragSelection(broken, at('09:00'), at('10:00'), axis, NOW)).toBeNull();
  });

  it('takes an hour at a press, less where less is free', () => {
    const press = (time: string) =>
      [pressSelection(row, at(time), axis, NOW)].flatMap((found) => (found ? show([found]) : []));
    expect(press('12:10')).toEqual(['12:00-13:00']);
    expect(press('09:40')).toEqual(['09:30-10:00']);
    expect(pressSelection(row, at('11:00'), axis, NOW)).toBeNull();
  });

  it('settles on the shortest allowed length', () => {
    const long = rowWith({ taken: [['10:00', '12:00']], rules: { min_minutes: 90 } });
    const settled = (from: string, to: string) =>
      show([settle(long, { rowId: 'm1', start: at(from), end: at(to) }, axis, NOW)])[0];
    expect(settled('13:00', '13:30')).toBe('13:00-14:30');
    expect(settled('09:30', '10:00')).toBe('08:30-10:00');
    expect(settled('13:00', '15:00')).toBe('13:00-15:00');
  });

  it('grows and shrinks by one cell', () => {
    const selection = { rowId: 'm1', start: at('08:30'), end: at('09:30') };
    const longer = growSelection(row, selection, 1, axis, NOW);
    expect(show([longer])).toEqual(['08:30-10:00']);
    expect(show([growSelection(row, longer, 1, axis, NOW)])).toEqual(['08:30-10:00']);
    const shorter = growSelection(row, selection, -1, axis, NOW);
    expect(show([shorter])).toEqual(['08:30-09:00']);
    expect(growSelection(row, shorter, -1, axis, NOW)).toEqual(shorter);
  });
});

describe('moving an own booking', () => {
  const own = rowWith({
    taken: [
      ['10:00', '11:00'],
      ['14:00', '15:00'],
    ],
    mine: '10:00',
  });
  const original = { start: at('10:00'), end: at('11:00') };
  const move = (grip: 'move' | 'start' | 'end', minutes: number) =>
    draggedTo(original, grip, minutes * MINUTE, own);

  it('moves and resizes on the raster', () => {
    const shown = (grip: 'move' | 'start' | 'end', minutes: number) => show([move(grip, minutes)])[0];
    expect(shown('move', 34)).toBe('10:30-11:30');
    expect(shown('start', -60)).toBe('09:00-11:00');
    expect(shown('end', 60)).toBe('10:00-12:00');
    expect(shown('end', -300)).toBe('10:00-10:30');
    expect(shown('start', 300)).toBe('10:30-11:00');
  });

  it('fits where it overlaps nobody else, in open hours and in the future', () => {
    expect(fits(own, move('move', 30), 'mine', NOW)).toBe(true);
    expect(fits(own, move('move', 210), 'mine', NOW)).toBe(false);
    expect(fits(own, move('move', -180), 'mine', NOW)).toBe(false);
    expect(fits(own, move('move', -60), 'mine', at('09:30'))).toBe(false);
    expect(fits(own, { start: at('09:00'), end: at('12:00') }, null, NOW)).toBe(false);
    expect(fits(own, { start: at('09:00'), end: at('12:00') }, 'mine', NOW)).toBe(true);
  });
});
