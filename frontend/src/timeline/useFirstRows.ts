import { useDeferredValue, useMemo, useState } from 'react';
import { countRows, firstRows, type Group } from './group';

/** More than a window of this height holds, whatever stands above the rows. */
export const rowsInView = (rowHeight: number) => Math.ceil(window.innerHeight / rowHeight) + 2;

/**
 * When a page appears, the rows in view are drawn first and the rest in a moment when nothing else is
 * to be done; `rest` is how many are still to come. Later changes come whole, and so does a page that
 * leads to one row (`atOnce`).
 */
export function useFirstRows(
  groups: Group[],
  rowHeight: number,
  atOnce = false,
): { drawn: Group[]; rest: number } {
  const [count] = useState(() => (atOnce ? Infinity : rowsInView(rowHeight)));
  const first = useMemo(() => firstRows(groups, count), [groups, count]);
  const whole = useDeferredValue(true, false);
  const drawn = whole ? groups : first;
  return { drawn, rest: countRows(groups) - countRows(drawn) };
}
