/** What the settings ask for: the same things as elsewhere, with what is out of use and with versions. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from '../../api/client';
import type {
  CategoryDetail,
  OrganisationRef,
  Page,
  ResourceLine,
  ResourceSettings,
  Room,
  Site,
} from '../../api/contract';

export const allSitesQuery = queryOptions({
  queryKey: ['sites', 'all'],
  queryFn: async ({ signal }) => (await get<Page<Site>>('/api/sites', { retired: true }, signal)).items,
});

export const siteQuery = (id: string) =>
  queryOptions({
    queryKey: ['sites', 'one', id],
    queryFn: ({ signal }) => get<Site>(`/api/sites/${encodeURIComponent(id)}`, undefined, signal),
  });

export const roomsQuery = (site: string) =>
  queryOptions({
    queryKey: ['rooms', site],
    queryFn: async ({ signal }) =>
      (await get<Page<Room>>('/api/rooms', { site, retired: true }, signal)).items,
  });

export const categoryQuery = (id: string) =>
  queryOptions({
    queryKey: ['categories', 'one', id],
    queryFn: ({ signal }) =>
      get<CategoryDetail>(`/api/categories/${encodeURIComponent(id)}`, undefined, signal),
  });

export const machineQuery = (id: string) =>
  queryOptions({
    queryKey: ['resource-settings', 'one', id],
    queryFn: ({ signal }) =>
      get<ResourceSettings>(`/api/resource-settings/${encodeURIComponent(id)}`, undefined, signal),
  });

export interface MachineFilter {
  q?: string;
  site?: string;
  category?: string;
  state?: string;
}

export const machinesQuery = (filter: MachineFilter) =>
  infiniteQueryOptions({
    queryKey: ['resource-settings', 'list', filter],
    queryFn: ({ signal, pageParam }) =>
      get<Page<ResourceLine>>('/api/resource-settings', { ...filter, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

/** Organisations that run a site are known to everybody. */
export const organisationsOf = (sites: Site[]): OrganisationRef[] => [
  ...new Map(
    sites.flatMap(({ organisation }) => (organisation ? [[organisation.id, organisation] as const] : [])),
  ).values(),
];
