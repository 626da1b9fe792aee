import { useQuery } from '@tanstack/react-query';
import { get } from '../../api/client';
import type { Page } from '../../api/contract';

/** A list that comes on one page; undefined until it is there. */
export function useList<T>(path: string, query?: Record<string, string>, enabled = true) {
  return useQuery({
    queryKey: [path.slice('/api/'.length), query ?? {}],
    queryFn: async ({ signal }) => (await get<Page<T>>(path, query, signal)).items,
    enabled,
  }).data;
}
