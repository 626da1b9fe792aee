import { describe, expect, it } from 'vitest';

import { closedOver } from './closed';
import { DAY, ZONE, at, rowWith } from './testing';
import { dayOf } from './zone';

const day = dayOf(DAY, ZONE);
const tet = { vi: 'Tết', en: 'New Year' };

function shut(id: string, reason = tet) {
  const row = rowWith({ id, open: [], closed: [['00:00', '24:00']] });
  return { ...row, closures: row.closures.map((closure) => ({ ...closure, reason })) };
}

describe('a day on which nothing is open', () => {
  it('is none while one machine opens, if only after a night', () => {
    expect(closedOver([shut('a'), rowWith({ id: 'b', open: [['-01:00', '01:00']] })], day)).toBeNull();
    expect(closedOver([], day)).toBeNull();
  });

  it('names each reason once', () => {
    const found = closedOver([shut('a'), shut('b'), shut('c', { vi: 'Sửa', en: 'Repair' })], day);
    expect(found?.reasons.map((reason) => reason.en)).toEqual(['New Year', 'Repair']);
    expect(found?.outsideHours).toBe(false);
  });

  it('says when there are no hours, also beside a closure', () => {
    const sunday = rowWith({ id: 'b', open: [['32:00', '40:00']], closed: [['32:00', '33:00']] });
    expect(closedOver([sunday], day)).toEqual({ reasons: [], outsideHours: true });
    expect(closedOver([sunday, shut('a')], day)).toEqual({ reasons: [tet], outsideHours: true });
    expect(closedOver([sunday], { start: day.start, end: at('48:00') })).toBeNull();
  });
});
