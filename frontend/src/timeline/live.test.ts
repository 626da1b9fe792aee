import { describe, expect, it } from 'vitest';

import { concerned, mergeRows, parseHint, portions } from './live';
import { DAY, rowWith } from './testing';
import type { Row } from './model';

const on = (id: string, site: string, category: string): Row => {
  const row = rowWith({ id });
  return {
    ...row,
    resource: {
      ...row.resource,
      site: { ...row.resource.site, slug: site },
      category: { ...row.resource.category, slug: category },
    },
  };
};
const rows = [
  on('a', 'north', 'laser'),
  on('b', 'north', 'laser'),
  on('c', 'south', 'cnc'),
  on('d', 'south', 'laser'),
];

describe('live hints', () => {
  it('reads hints and nothing else', () => {
    expect(parseHint(`{"resource_id": "a", "dates": ["${DAY}", 7]}`)).toEqual({
      resource_id: 'a',
      dates: [DAY],
    });
    expect([parseHint('ping'), parseHint('null'), parseHint(`{"resource_id": 1, "dates": []}`)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('concern only shown rows on shown dates', () => {
    const hints = [
      { resource_id: 'a', dates: [DAY] },
      { resource_id: 'b', dates: ['2026-12-24'] },
      { resource_id: 'elsewhere', dates: [DAY] },
      { resource_id: 'c', dates: [] },
    ];
    expect(concerned(hints, rows, [DAY]).map((row) => row.id)).toEqual(['a', 'c']);
  });

  it('ask for as little as brings them', () => {
    expect(portions(rows.slice(0, 2))).toEqual([{ site: 'north', category: 'laser' }]);
    expect(portions(rows)).toBeNull();
    expect(portions([])).toEqual([]);
  });

  it('replace rows in place', () => {
    const changed = { ...on('b', 'north', 'laser'), busy: [] };
    expect(
      mergeRows(rows, [changed, on('new', 'north', 'laser')]).map((row) => [row.id, row === changed]),
    ).toEqual([
      ['a', false],
      ['b', true],
      ['c', false],
      ['d', false],
    ]);
  });
});
