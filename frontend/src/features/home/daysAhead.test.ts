import { describe, expect, it } from 'vitest';
import { daysAhead } from './daysAhead';

const ZONE = 'Asia/Ho_Chi_Minh';
const hours = [
  { weekday: 2, opens: '13:00', closes: '20:00' },
  { weekday: 2, opens: '08:00', closes: '12:00' },
  { weekday: 6, opens: '18:00', closes: '02:00' },
];
const reason = { vi: 'Bảo trì', en: 'Maintenance' };
const now = Date.parse('2026-11-24T03:00:00Z'); // Tuesday, 10:00 in Vietnam
const days = (closures: { starts_at: string; ends_at: string; reason: typeof reason }[] = []) =>
  daysAhead({ zone: ZONE, hours, closures }, now, 7);

describe('the days ahead of a site', () => {
  it('begins today, in the order of the clock, with the lunch gap', () => {
    expect(days()[0]).toMatchObject({
      date: '2026-11-24',
      hours: [
        { opens: '08:00', closes: '12:00' },
        { opens: '13:00', closes: '20:00' },
      ],
      closure: null,
    });
  });

  it('shows a day without hours as closed', () => {
    expect(days()[1]).toMatchObject({ date: '2026-11-25', hours: [] });
  });

  it('lets a night shift end on the next day’s clock', () => {
    expect(days()[4]).toMatchObject({ date: '2026-11-28', hours: [{ opens: '18:00', closes: '02:00' }] });
  });

  it('takes closures away and says why', () => {
    const closure = { starts_at: '2026-11-24T03:00:00Z', ends_at: '2026-11-24T09:00:00Z', reason };
    expect(days([closure])[0]).toMatchObject({
      hours: [
        { opens: '08:00', closes: '10:00' },
        { opens: '16:00', closes: '20:00' },
      ],
      closure: reason,
    });
  });

  it('leaves the days around a whole-day closure alone', () => {
    const closure = { starts_at: '2026-11-23T17:00:00Z', ends_at: '2026-11-24T17:00:00Z', reason };
    expect(days([closure]).map((day) => day.closure)).toEqual([reason, null, null, null, null, null, null]);
    expect(days([closure])[0]?.hours).toEqual([]);
  });
});
