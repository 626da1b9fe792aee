/** Why a page of days shows nothing but closed doors. Pure. */
import type { Words } from '../api/contract';
import type { Row } from './model';
import { overlaps, type Span } from './spans';

export interface Closed {
  /** the reasons of the closures, each once */
  reasons: Words[];
  /** some machines have no opening hours then, closure or not */
  outsideHours: boolean;
}

/** What keeps every row closed over these days; null where one of them opens, or there are none. */
export function closedOver(rows: readonly Row[], days: Span): Closed | null {
  if (rows.length === 0 || rows.some((row) => row.open.some((open) => overlaps(open, days)))) return null;
  const reasons = new Map<string, Words>();
  let outsideHours = false;
  for (const row of rows) {
    const closures = row.closures.filter((closure) => overlaps(closure, days));
    for (const { reason } of closures) reasons.set(`${reason.vi}\n${reason.en}`, reason);
    if (closures.length === 0) outsideHours = true;
  }
  return { reasons: [...reasons.values()], outsideHours };
}
