import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { timelineQuery, type TimelineFilter } from '../api/queries';
import type { TimelineRow } from '../api/contract';
import { rowMatches, type RowFilter } from './group';
import { toRow, type Row } from './model';
import { HOUR, addDays, dayOf } from './zone';

/** As many rows as one page shows; more machines are reached through the filters. */
export const PAGE_ROWS = 200;
/** A night shift that began on the last day is loaded to its end. */
const AFTER_MIDNIGHT = 6 * HOUR;

/** The question behind a page of `days` days from `date` (yyyy-MM-dd) in the zone. */
export function timelineFilter(date: string, days: number, zone: string, filter: RowFilter): TimelineFilter {
  const end = dayOf(addDays(date, days - 1), zone).end + AFTER_MIDNIGHT;
  return {
    from: new Date(dayOf(date, zone).start).toISOString(),
    to: new Date(end).toISOString(),
    site: filter.site,
    category: filter.category,
    kind: filter.kind,
    q: filter.q,
    limit: PAGE_ROWS,
  };
}

const parsed = new WeakMap<TimelineRow, Row>();

/** Parsed once per answer: rows that a live hint did not touch keep their identity and are not drawn again. */
function rowOf(wire: TimelineRow): Row {
  const known = parsed.get(wire);
  if (known) return known;
  const row = toRow(wire);
  parsed.set(wire, row);
  return row;
}

/**
 * The rows of some days. While another filter or day loads, what is known of it already stands in:
 * `stale` is then true.
 */
export function useTimeline(date: string, days: number, zone: string, filter: RowFilter) {
  const { site, category, kind, q } = filter;
  const asked = useMemo(
    () => timelineFilter(date, days, zone, { site, category, kind, q }),
    [date, days, zone, site, category, kind, q],
  );
  const answer = useQuery({ ...timelineQuery(asked), placeholderData: keepPreviousData });
  const rows = useMemo(
    () => answer.data?.items.map(rowOf).filter((row) => rowMatches(row, { site, category, kind, q })) ?? [],
    [answer.data, site, category, kind, q],
  );
  const client = useQueryClient();
  const ahead = (day: string) =>
    void client.prefetchQuery(timelineQuery(timelineFilter(day, days, zone, filter)));
  const sameTime = answer.data !== undefined && Date.parse(answer.data.from) === Date.parse(asked.from);
  return {
    rows,
    asked,
    error: answer.error,
    retry: () => void answer.refetch(),
    loading: answer.isPending,
    stale: answer.isPlaceholderData && !sameTime,
    ahead,
  };
}
