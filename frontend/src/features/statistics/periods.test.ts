import { describe, expect, it } from 'vitest';
import { around, plus, step } from './periods';
import { csvOf } from './csv';

describe('periods', () => {
  it('knows weeks from Monday, months and terms', () => {
    expect(around('week', '2026-11-25')).toEqual({ from: '2026-11-23', to: '2026-11-29' });
    expect(around('week', '2026-11-29')).toEqual({ from: '2026-11-23', to: '2026-11-29' });
    expect(around('month', '2028-02-10')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
    expect(around('term', '2026-11-25')).toEqual({ from: '2026-09-01', to: '2027-01-31' });
    expect(around('term', '2027-01-31')).toEqual({ from: '2026-09-01', to: '2027-01-31' });
    expect(around('term', '2027-06-30')).toEqual({ from: '2027-02-01', to: '2027-06-30' });
    expect(around('term', '2027-07-01')).toEqual({ from: '2027-07-01', to: '2027-08-31' });
  });

  it('steps without a gap, there and back', () => {
    for (const range of ['week', 'month', 'term'] as const) {
      let days = around(range, '2026-11-25');
      for (let index = 0; index < 30; index += 1) {
        const next = step(range, days, 1);
        expect(next.from).toBe(plus(days.to, 1));
        expect(step(range, next, -1)).toEqual(days);
        days = next;
      }
    }
    expect(step('custom', { from: '2026-11-03', to: '2026-11-05' }, -1)).toEqual({
      from: '2026-10-31',
      to: '2026-11-02',
    });
  });
});

describe('CSV', () => {
  it('quotes what must be, and no spreadsheet takes a name for a formula', () => {
    const text = csvOf(
      ['Máy', 'Giờ'],
      [
        ['=1+1', 2],
        ['Máy "A", lớn', 3.5],
        ['-x', -1],
      ],
    );
    expect(text).toBe('\ufeffMáy,Giờ\r\n\'=1+1,2\r\n"Máy ""A"", lớn",3.5\r\n\'-x,-1\r\n');
  });
});
