/** Machines whose clocks differ from the region's. Pure. */
import type { Axis, Row } from './model';
import { HOUR, MINUTE, clockOf, dateAt, dayOf, offsetAt } from './zone';

/** Local midnight where the machine stands: its raster counts from there. */
export function originOf(row: Row, axis: Axis): number {
  const { zone } = row.resource;
  return dayOf(dateAt(axis.start, zone), zone).start;
}

/** How far clocks in `zone` are ahead of those in `home`, as `+1`, `−0:30`; null where they agree. */
export function aheadOf(zone: string, home: string, at: number): string | null {
  const ahead = offsetAt(at, zone) - offsetAt(at, home);
  if (ahead === 0) return null;
  const size = Math.abs(ahead);
  const hours = Math.floor(size / HOUR);
  const rest = size % HOUR === 0 ? '' : clockOf((size % HOUR) / MINUTE).slice(2);
  return `${ahead > 0 ? '+' : '−'}${hours}${rest}`;
}

/** The zone as people know it: `Asia/Ho_Chi_Minh` is Ho Chi Minh. */
export const placeOf = (zone: string) => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
