import { describe, expect, it } from 'vitest';

import { exactFit, nearFit } from './nearby';
import { at, show } from './testing';

const span = (from: string, to: string) => ({ start: at(from), end: at(to) });
const wanted = span('14:00', '16:00');
const shown = (found: ReturnType<typeof exactFit>) => found && show([found])[0];

describe('time first', () => {
  it('takes what is free throughout', () => {
    expect(shown(exactFit([span('08:00', '18:00')], wanted, 120))).toBe('14:00-16:00');
    expect(shown(exactFit([span('08:00', '15:00')], wanted, 120))).toBeNull();
    expect(shown(exactFit([span('14:30', '18:00')], wanted, 60))).toBe('14:30-15:30');
  });

  it('offers the same length close by before a part of the time', () => {
    expect(shown(nearFit([span('10:00', '13:00'), span('16:30', '20:00')], wanted, 120, 30))).toBe(
      '16:30-18:30',
    );
    expect(shown(nearFit([span('11:00', '15:00')], wanted, 120, 30))).toBe('13:00-15:00');
    expect(shown(nearFit([span('14:30', '15:30')], wanted, 120, 30))).toBe('14:30-15:30');
    expect(shown(nearFit([span('14:00', '14:15')], wanted, 120, 30))).toBeNull();
    expect(shown(nearFit([], wanted, 120, 30))).toBeNull();
  });
});
