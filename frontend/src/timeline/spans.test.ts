import { describe, expect, it } from 'vitest';

import { clip, fullSpans, holds, levels, merge, overlaps, subtract, total } from './spans';

const span = (start: number, end: number) => ({ start, end });

describe('spans', () => {
  it('are half open: touching is not overlapping', () => {
    expect(overlaps(span(0, 5), span(5, 9))).toBe(false);
    expect(overlaps(span(0, 6), span(5, 9))).toBe(true);
    expect(holds(span(0, 9), span(0, 9))).toBe(true);
    expect(clip(span(0, 5), span(5, 9))).toBeNull();
  });

  it('merge, subtract and sum', () => {
    expect(merge([span(5, 9), span(0, 5), span(20, 21), span(3, 3)])).toEqual([span(0, 9), span(20, 21)]);
    expect(subtract([span(0, 10), span(20, 30)], [span(2, 3), span(9, 22), span(25, 25)])).toEqual([
      span(0, 2),
      span(3, 9),
      span(22, 30),
    ]);
    expect(subtract([span(0, 10)], [span(-5, 15)])).toEqual([]);
    expect(total([span(0, 4), span(2, 6)])).toBe(6);
  });

  it('agree with counting minute by minute', () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    for (let round = 0; round < 200; round += 1) {
      const loads = Array.from({ length: 6 }, () => {
        const start = random(40);
        return { start, end: start + 1 + random(12), units: 1 + random(3) };
      });
      const used = (at: number) =>
        loads.reduce((sum, load) => sum + (load.start <= at && at < load.end ? load.units : 0), 0);
      const pieces = levels(loads);
      const full = fullSpans(loads, 4, 2);
      const left = subtract([span(0, 60)], full);
      for (let at = 0; at < 60; at += 1) {
        const has = (spans: { start: number; end: number }[]) =>
          spans.some((each) => each.start <= at && at < each.end);
        expect(pieces.find((piece) => piece.start <= at && at < piece.end)?.units ?? 0).toBe(used(at));
        expect(has(full)).toBe(used(at) + 2 > 4);
        expect(has(left)).toBe(!has(full));
      }
    }
  });
});
