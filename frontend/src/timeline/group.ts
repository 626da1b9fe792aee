/** Rows as the screens group them: one group for each category, sites together, names in reading order. */
import { compareNames } from './names';
import type { Row } from './model';
import { matches } from '../i18n/search';

export interface Group {
  key: string;
  category: Row['resource']['category'];
  rows: Row[];
}

export interface RowFilter {
  site?: string;
  category?: string;
  kind?: string;
  q?: string;
}

/** Does the row belong to what was asked for? Sites and categories are named by slug or id. */
export function rowMatches({ resource }: Row, filter: RowFilter): boolean {
  const { site, category } = resource;
  if (filter.site && filter.site !== site.slug && filter.site !== site.id) return false;
  if (filter.category && filter.category !== category.slug && filter.category !== category.id) return false;
  if (filter.kind && filter.kind !== resource.kind) return false;
  return (
    !filter.q ||
    matches(
      `${resource.name} ${category.name.vi} ${category.name.en} ${site.name.vi} ${site.name.en}`,
      filter.q,
    )
  );
}

/** The groups down to so many rows in all: what is drawn first, before the rest. */
export function firstRows(groups: readonly Group[], count: number): Group[] {
  const first: Group[] = [];
  let left = count;
  for (const group of groups) {
    if (left <= 0) break;
    first.push(group.rows.length <= left ? group : { ...group, rows: group.rows.slice(0, left) });
    left -= group.rows.length;
  }
  return first;
}

export const countRows = (groups: readonly Group[]) =>
  groups.reduce((sum, group) => sum + group.rows.length, 0);

/** Groups in the order of their categories' first rows, rows by site and then by name. */
export function groupRows(rows: readonly Row[]): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const { category } = row.resource;
    const group = groups.get(category.id) ?? { key: category.id, category, rows: [] };
    group.rows.push(row);
    groups.set(category.id, group);
  }
  for (const group of groups.values()) {
    group.rows.sort(
      (a, b) =>
        compareNames(a.resource.site.name.vi, b.resource.site.name.vi) ||
        compareNames(a.resource.name, b.resource.name),
    );
  }
  return [...groups.values()];
}
