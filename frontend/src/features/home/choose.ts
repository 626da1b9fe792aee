import type { ResourceCard } from '../../api/contract';

/** The longest free come first, and one of each category before a second of any. */
export function choose(machines: ResourceCard[], count: number): ResourceCard[] {
  const longest = [...machines].sort((a, b) => until(b) - until(a));
  const seen = new Map<string, number>();
  const ranked = longest.map((machine) => {
    const rank = seen.get(machine.category.id) ?? 0;
    seen.set(machine.category.id, rank + 1);
    return { machine, rank };
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ machine }) => machine);
}

function until(machine: ResourceCard): number {
  return machine.free_until ? Date.parse(machine.free_until) : Number.MAX_SAFE_INTEGER;
}

/** The machines in order that are not free now, the soonest free first. */
export function soonest(machines: ResourceCard[], count: number): ResourceCard[] {
  return machines
    .filter((machine) => machine.state === 'in_order' && !machine.free_now && machine.next_free_at !== null)
    .sort((a, b) => Date.parse(a.next_free_at ?? '') - Date.parse(b.next_free_at ?? ''))
    .slice(0, Math.max(0, count));
}
