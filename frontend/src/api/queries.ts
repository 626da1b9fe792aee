/** What the screens ask for, as query options: one place for keys, paths and how long an answer stays fresh. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { TimelineFilter } from '../timeline/asked';
import { get, setCsrfToken } from './client';
import type {
  ApiToken,
  Category,
  DemoLetter,
  HeldQualification,
  Instant,
  NextOpening,
  Page,
  Qualification,
  Quiz,
  Region,
  Reservation,
  Resource,
  ResourceCard,
  Session,
  SignedInDevice,
  Site,
  Timeline,
} from './contract';

const MINUTE = 60_000;

export const regionQuery = queryOptions({
  queryKey: ['region'],
  queryFn: ({ signal }) => get<Region>('/api/region', undefined, signal),
  staleTime: Infinity,
});

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => {
    const session = await get<Session>('/api/session', undefined, signal);
    setCsrfToken(session.csrf_token);
    return session;
  },
  staleTime: 5 * MINUTE,
});

export const sitesQuery = queryOptions({
  queryKey: ['sites'],
  queryFn: async ({ signal }) => (await get<Page<Site>>('/api/sites', undefined, signal)).items,
  staleTime: MINUTE,
});

export const categoriesQuery = queryOptions({
  queryKey: ['categories'],
  queryFn: async ({ signal }) => (await get<Page<Category>>('/api/categories', undefined, signal)).items,
  staleTime: 5 * MINUTE,
});

export interface ResourceFilter {
  q?: string;
  site?: string;
  category?: string;
  kind?: string;
  free_at?: Instant;
  free_minutes?: number;
  limit?: number;
}

export const resourcesQuery = (filter: ResourceFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ['resources', filter],
    queryFn: ({ signal, pageParam }) =>
      get<Page<ResourceCard>>('/api/resources', { ...filter, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: MINUTE / 2,
  });

export const resourceQuery = (id: string) =>
  queryOptions({
    queryKey: ['resource', id],
    queryFn: ({ signal }) => get<Resource>(`/api/resources/${encodeURIComponent(id)}`, undefined, signal),
    staleTime: MINUTE / 2,
  });

export type { TimelineFilter };

export const timelineQuery = (filter: TimelineFilter) =>
  queryOptions({
    queryKey: ['timeline', filter],
    queryFn: ({ signal }) => get<Timeline>('/api/timeline', { ...filter }, signal),
    staleTime: MINUTE / 4,
  });

export interface OpeningFilter {
  from: Instant;
  site?: string;
  category?: string;
  kind?: string;
  q?: string;
}

/** When the first of some machines opens at or after an instant. */
export const nextOpeningQuery = (filter: OpeningFilter) =>
  queryOptions({
    queryKey: ['next-opening', filter],
    queryFn: ({ signal }) => get<NextOpening>('/api/timeline/next-opening', { ...filter }, signal),
    staleTime: MINUTE,
  });

export const qualificationsQuery = queryOptions({
  queryKey: ['qualifications'],
  queryFn: async ({ signal }) =>
    (await get<Page<Qualification>>('/api/qualifications', undefined, signal)).items,
  staleTime: 5 * MINUTE,
});

/** Everything about one's own reservations lies under this key. */
export const RESERVATIONS_KEY = ['my', 'reservations'] as const;

export const myReservationsQuery = (scope: 'upcoming' | 'past') =>
  infiniteQueryOptions({
    queryKey: [...RESERVATIONS_KEY, scope],
    queryFn: ({ signal, pageParam }) =>
      get<Page<Reservation>>('/api/reservations', { scope, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const reservationQuery = (id: string) =>
  queryOptions({
    queryKey: [...RESERVATIONS_KEY, 'one', id],
    queryFn: ({ signal }) =>
      get<Reservation>(`/api/reservations/${encodeURIComponent(id)}`, undefined, signal),
    staleTime: 0,
  });

export const myQualificationsQuery = queryOptions({
  queryKey: ['my', 'qualifications'],
  queryFn: async ({ signal }) =>
    (await get<Page<HeldQualification>>('/api/my/qualifications', undefined, signal)).items,
});

export const quizQuery = (id: string) =>
  queryOptions({
    queryKey: ['quiz', id],
    queryFn: ({ signal }) => get<Quiz>(`/api/quizzes/${encodeURIComponent(id)}`, undefined, signal),
    staleTime: 0,
  });

export const devicesQuery = queryOptions({
  queryKey: ['my', 'sessions'],
  queryFn: async ({ signal }) => (await get<Page<SignedInDevice>>('/api/sessions', undefined, signal)).items,
});

export const tokensQuery = queryOptions({
  queryKey: ['my', 'tokens'],
  queryFn: async ({ signal }) => (await get<Page<ApiToken>>('/api/tokens', undefined, signal)).items,
});

export const demoLettersQuery = queryOptions({
  queryKey: ['demo', 'mail'],
  queryFn: async ({ signal }) => (await get<Page<DemoLetter>>('/api/demo/mail', undefined, signal)).items,
  // A letter leaves a moment after its cause.
  refetchInterval: 3000,
});
