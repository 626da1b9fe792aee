import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { timelineQuery } from '../api/queries';
import { PAGE_ROWS, rowOf, timelineFilter } from './asked';
import { rowMatches, type RowFilter } from './group';

/**
 * The rows of some days. While another filter or day loads, what is known of it already stands in:
 * `stale` is then true.
 */
export function useTimeline(date: string, days: number, zone: string, filter: RowFilter, most = PAGE_ROWS) {
  const { site, category, kind, q } = filter;
  const asked = useMemo(
    () => timelineFilter(date, days, zone, { site, category, kind, q }, most),
    [date, days, zone, site, category, kind, q, most],
  );
  const answer = useQuery({ ...timelineQuery(asked), placeholderData: keepPreviousData });
  const rows = useMemo(
    () => answer.data?.items.map(rowOf).filter((row) => rowMatches(row, { site, category, kind, q })) ?? [],
    [answer.data, site, category, kind, q],
  );
  const client = useQueryClient();
  const ahead = (day: string) =>
    void client.prefetchQuery(timelineQuery(timelineFilter(day, days, zone, filter, most)));
  const sameTime = answer.data !== undefined && Date.parse(answer.data.from) === Date.parse(asked.from);
  return {
    rows,
    asked,
    error: answer.error,
    retry: () => void answer.refetch(),
    loading: answer.isPending,
    /** rows there are in all, and whether what is shown stands in for another question */
    total: answer.data?.total ?? 0,
    standsIn: answer.isPlaceholderData,
    stale: answer.isPlaceholderData && !sameTime,
    ahead,
  };
}
