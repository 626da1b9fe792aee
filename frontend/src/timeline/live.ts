/** Live hints: which part of what is shown has changed elsewhere. Pure. */
import type { Row } from './model';

export interface Hint {
  resource_id: string;
  dates: string[];
}

/** A hint from the stream; null for what is not one. */
export function parseHint(text: string): Hint | null {
  try {
    const value = JSON.parse(text) as Partial<Hint> | null;
    if (!value || typeof value.resource_id !== 'string' || !Array.isArray(value.dates)) return null;
    return { resource_id: value.resource_id, dates: value.dates.filter((date) => typeof date === 'string') };
  } catch {
    return null;
  }
}

/** No dates: all of them. Resources among the shown rows that the hints concern on the shown dates. */
export function concerned(hints: readonly Hint[], rows: readonly Row[], dates: readonly string[]): Row[] {
  const shown = new Set(dates);
  const ids = new Set(
    hints
      .filter(({ dates: days }) => days.length === 0 || days.some((date) => shown.has(date)))
      .map((hint) => hint.resource_id),
  );
  return rows.filter((row) => ids.has(row.id));
}

export interface Portion {
  site: string;
  category: string;
}

/**
 * The smallest questions that bring the concerned rows: one for each site and category, or null when
 * asking for everything at once is cheaper.
 */
export function portions(rows: readonly Row[], most = 2): Portion[] | null {
  const found = new Map<string, Portion>();
  for (const { resource } of rows) {
    const portion = { site: resource.site.slug, category: resource.category.slug };
    found.set(`${portion.site} ${portion.category}`, portion);
  }
  return found.size > most ? null : [...found.values()];
}

/** Known rows replaced by their newer version, in the old order; rows that were not asked stay. */
export function mergeRows<R extends { resource: { id: string } }>(
  rows: readonly R[],
  newer: readonly R[],
): R[] {
  const fresh = new Map(newer.map((row) => [row.resource.id, row]));
  return rows.map((row) => fresh.get(row.resource.id) ?? row);
}
