import { expect, it } from 'vitest';
import type { ResourceCard } from '../../api/contract';
import { choose, soonest } from './choose';

const machine = (id: string, category: string, until: string | null) =>
  ({ id, category: { id: category }, free_until: until }) as ResourceCard;

it('shows one of each category before a second of any, the longest free first', () => {
  const machines = [
    machine('a1', 'a', '2026-11-24T05:00:00Z'),
    machine('a2', 'a', '2026-11-24T09:00:00Z'),
    machine('a3', 'a', null),
    machine('b1', 'b', '2026-11-24T04:00:00Z'),
  ];
  expect(choose(machines, 3).map(({ id }) => id)).toEqual(['a3', 'b1', 'a2']);
});

it('names those that are free next, not those that are free or broken', () => {
  const next = (id: string, at: string | null, more: object = {}) =>
    ({ id, state: 'in_order', free_now: false, next_free_at: at, ...more }) as ResourceCard;
  const machines = [
    next('late', '2026-11-24T09:00:00Z'),
    next('soon', '2026-11-24T05:00:00Z'),
    next('free', '2026-11-24T04:00:00Z', { free_now: true }),
    next('broken', '2026-11-24T04:00:00Z', { state: 'out_of_order' }),
    next('never', null),
  ];
  expect(soonest(machines, 5).map(({ id }) => id)).toEqual(['soon', 'late']);
  expect(soonest(machines, -3)).toEqual([]);
});
