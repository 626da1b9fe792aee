import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get } from '../../api/client';
import { resourcesQuery, sitesQuery } from '../../api/queries';
import type { Page, ResourceCard, SiteRef, Span as WireSpan } from '../../api/contract';
import { snap } from '../../timeline/model';
import { compareNames } from '../../timeline/names';
import { exactFit, nearFit } from '../../timeline/nearby';
import type { Span } from '../../timeline/spans';
import { HOUR, MINUTE } from '../../timeline/zone';

interface Availability {
  resource_id: string;
  name: string;
  site_id: string;
  free: (WireSpan & { units: number })[];
}

export interface Found {
  id: string;
  name: string;
  span: Span;
  card: ResourceCard | undefined;
}

export interface FoundSite {
  site: SiteRef | undefined;
  key: string;
  found: Found[];
}

const AROUND = 3 * HOUR;
const LEAST = 30;

interface Filter {
  site?: string;
  category?: string;
  kind?: string;
}

function useAvailability(window: Span | null, minutes: number, filter: Filter) {
  const query = window && {
    from: new Date(window.start).toISOString(),
    to: new Date(window.end).toISOString(),
    min_minutes: minutes,
    site: filter.site,
    category: filter.category,
    kind: filter.kind,
  };
  return useQuery({
    queryKey: ['availability', query],
    enabled: query !== null,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    queryFn: async ({ signal }) =>
      (await get<Page<Availability>>('/api/availability', { ...query }, signal)).items,
  });
}

/** Which machines are free in the wanted time, by site; and which nearly are. `wanted` null asks nothing. */
export function useTimeFirst(wanted: Span | null, minutes: number, now: number, filter: Filter) {
  const exact = useAvailability(wanted, minutes, filter);
  const around = wanted && { start: Math.max(wanted.start - AROUND, now), end: wanted.end + AROUND };
  const near = useAvailability(
    around && around.start < around.end ? around : null,
    Math.min(LEAST, minutes),
    filter,
  );
  const { site, category, kind } = filter;
  const cards = useInfiniteQuery(resourcesQuery({ site, category, kind, limit: 200 }));
  const sites = useQuery(sitesQuery).data;

  const lists = useMemo(() => {
    const known = new Map(cards.data?.pages.flatMap((page) => page.items).map((card) => [card.id, card]));
    const places = new Map(sites?.map((each) => [each.id, each]));
    const fits: (Found & { siteId: string })[] = [];
    const nearly: typeof fits = [];
    if (!wanted) return { fits: [], nearly: [] };
    const take = (item: Availability, span: Span | null, list: typeof fits) => {
      if (!span) return;
      const found = { id: item.resource_id, name: item.name, card: known.get(item.resource_id) };
      list.push({ ...found, span, siteId: item.site_id });
    };
    for (const item of exact.data ?? [])
      take(item, exactFit(spansOf(item, wanted.start), wanted, minutes), fits);
    const taken = new Set(fits.map((found) => found.id));
    for (const item of near.data ?? []) {
      if (!taken.has(item.resource_id))
        take(item, nearFit(spansOf(item, wanted.start), wanted, minutes, LEAST), nearly);
    }
    const distance = (found: Found) =>
      Math.abs(found.span.start - wanted.start) + (minutes * MINUTE - (found.span.end - found.span.start));
    nearly.sort((a, b) => distance(a) - distance(b) || compareNames(a.name, b.name));
    return { fits: bySite(fits, places), nearly: bySite(nearly.slice(0, 12), places) };
  }, [wanted, minutes, exact.data, near.data, cards.data, sites]);

  return { ...lists, loading: exact.isPending && wanted !== null, error: exact.error ?? near.error };
}

/** Free spans on half hours: nobody wants to begin at 13:45 because a buffer ends there. */
function spansOf(item: Availability, origin: number): Span[] {
  return item.free
    .map((span) => ({
      start: snap(Date.parse(span.starts_at), LEAST, origin, 'up'),
      end: snap(Date.parse(span.ends_at), LEAST, origin, 'down'),
    }))
    .filter((span) => span.start < span.end);
}

function bySite(found: (Found & { siteId: string })[], places: ReadonlyMap<string, SiteRef>): FoundSite[] {
  const groups = new Map<string, FoundSite>();
  for (const item of found) {
    const group = groups.get(item.siteId) ?? { key: item.siteId, site: places.get(item.siteId), found: [] };
    group.found.push(item);
    groups.set(item.siteId, group);
  }
  return [...groups.values()];
}
