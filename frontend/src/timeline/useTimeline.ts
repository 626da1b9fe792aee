import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { timelineQuery } from '../api/queries';
import { rowOf, timelineFilter } from './asked';
import { rowMatches, type RowFilter } from './group';

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
