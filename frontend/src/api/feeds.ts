/** Calendar links: shapes and what the screens ask for. */
import { queryOptions } from '@tanstack/react-query';
import { get } from './client';
import type { Checked, Feed, Feeds, PublicCalendar, PublicFeed, PublicFeeds } from './generated';

export type { Check, Checked, Feed, NewFeed, Offer, PublicCalendar, PublicFeed } from './generated';

export const feedsQuery = queryOptions({
  queryKey: ['feeds', 'own'],
  queryFn: ({ signal }) => get<Feeds>('/api/feeds', undefined, signal),
});

export const publicFeedsQuery = queryOptions({
  queryKey: ['feeds', 'public'],
  queryFn: async ({ signal }): Promise<PublicFeed[]> =>
    (await get<PublicFeeds>('/api/feeds/public', undefined, signal)).items,
});

/** A public feed by what it is of; null where there is none. */
export const publicFeedQuery = (kind: string, key: string) =>
  queryOptions({
    queryKey: ['feeds', 'public', kind, key],
    queryFn: async ({ signal }): Promise<PublicCalendar | null> => {
      const [found] = (await get<PublicFeeds>('/api/feeds/public', { kind, key }, signal)).items;
      return found ? get<PublicCalendar>(`/api/feeds/public/${kind}/${found.slug}`, undefined, signal) : null;
    },
  });

export const checkQuery = (path: string) =>
  queryOptions({
    queryKey: ['feeds', 'check', path],
    queryFn: ({ signal }) => get<Checked>(path, undefined, signal),
    staleTime: 0,
  });

export const checkOf = (feed: Feed) => `/api/feeds/${feed.id}/check`;
