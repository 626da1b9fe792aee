import { describe, expect, it } from 'vitest';

import { groupRows, rowMatches } from './group';
import { dayStrip } from './model';
import { bands, openBands, stripBands } from './paint';
import { DAY, ZONE, at, rowWith } from './testing';
import { dayOf } from './zone';

const axis = { start: at('08:00'), end: at('18:00'), origin: dayOf(DAY, ZONE).start };

describe('painting', () => {
  it('covers the whole width with hard edges, later bands on top', () => {
    const red = { start: at('09:00'), end: at('13:00'), colour: 'red' };
    const blue = { start: at('12:00'), end: at('20:00'), colour: 'blue' };
    expect(bands(axis, [red, blue])).toBe(
      'linear-gradient(to right, transparent 0% 10%, red 10% 40%, blue 40% 100%)',
    );
    expect(bands(axis, [])).toBe('linear-gradient(to right, transparent 0% 100%)');
  });

  it('leaves closed time to the hatching beneath', () => {
    const lunch = rowWith({
      open: [
        ['08:00', '12:00'],
        ['13:00', '18:00'],
      ],
    });
    expect(openBands(axis, lunch.open)).toBe(
      'linear-gradient(to right, var(--surface) 0% 40%, transparent 40% 50%, var(--surface) 50% 100%)',
    );
  });

  it('marks own time over taken time', () => {
    const row = rowWith({
      taken: [
        ['10:00', '12:00'],
        ['14:00', '15:00'],
      ],
      mine: '14:00',
    });
    const painted = stripBands(dayStrip(row, DAY, axis, at('07:00')), axis, at('07:00'));
    expect(painted).toBe(
      'linear-gradient(to right, var(--strip-free) 0% 20%, var(--strip-taken) 20% 40%, var(--strip-free) 40% 60%, ' +
        'var(--primary) 60% 70%, var(--strip-free) 70% 100%)',
    );
  });
});

describe('what waits for approval', () => {
  it('is striped, apart from what stands', () => {
    const row = rowWith({ taken: [['14:00', '15:00']], mine: '14:00' });
    row.busy = row.busy.map((busy) => ({ ...busy, state: 'held' }));
    const painted = stripBands(dayStrip(row, DAY, axis, at('07:00')), axis, at('07:00'));
    expect(painted).not.toContain('var(--primary)');
    expect(painted.match(/var\(--wait\)/g)?.length).toBe(3);
    expect(painted.match(/var\(--wait-soft\)/g)?.length).toBe(3);
  });
});

describe('grouping', () => {
  it('orders names as people count', () => {
    const rows = ['Máy 10', 'Máy 2'].map((name, index) => {
      const row = rowWith({ id: `m${index}` });
      return { ...row, resource: { ...row.resource, name } };
    });
    expect(groupRows(rows).map((group) => group.rows.map((row) => row.resource.name))).toEqual([
      ['Máy 2', 'Máy 10'],
    ]);
  });

  it('finds without diacritics and by slug or id', () => {
    const row = rowWith({ id: 'Máy cắt đĩa' });
    expect(rowMatches(row, { q: 'may cat dia' })).toBe(true);
    expect(rowMatches(row, { q: 'laser' })).toBe(false);
    expect([
      rowMatches(row, { site: 'lab' }),
      rowMatches(row, { site: 's' }),
      rowMatches(row, { site: 'other' }),
    ]).toEqual([true, true, false]);
    expect([
      rowMatches(row, { category: 'laser' }),
      rowMatches(row, { category: 'cnc' }),
      rowMatches(row, { kind: 'room' }),
    ]).toEqual([true, false, false]);
  });
});
