/** Who is signed in, and the verbs that change it. */
import {
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
  type Query,
  type QueryClient,
} from '@tanstack/react-query';
import { useCallback } from 'react';
import { post, remove, setCsrfToken } from './client';
import type { Me, Region, Session } from './contract';
import type { SecondStep } from './generated';
import { regionQuery, sessionQuery, sitesQuery } from './queries';

/** The region; the root route has loaded it before any page renders. */
export function useRegion(): Region {
  return useSuspenseQuery(regionQuery).data;
}

/** The zone of a site by its id; the region's until the sites are known. */
export function useZones(): (siteId: string) => string {
  const sites = useQuery(sitesQuery).data;
  const { zone } = useRegion();
  return useCallback((id) => sites?.find((site) => site.id === id)?.zone ?? zone, [sites, zone]);
}

/** The signed-in person, or null. */
export function useMe(): Me | null {
  return useQuery(sessionQuery).data?.person ?? null;
}

/** Signed in, or half of it: with a `challenge` the code of the second factor is still to come. */
type Begun = (Me & { csrf_token: string }) | SecondStep;

export function challengeOf(begun: Begun | undefined): string | null {
  return begun && 'challenge' in begun ? begun.challenge : null;
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (credentials: { email: string; password: string }) =>
      post<Begun>('/api/session', credentials),
    onSuccess: (answer) => entered(client, answer),
  });
}

export function useSecondStep() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: { challenge: string; code: string }) =>
      post<Begun>('/api/session/second-factor', step),
    onSuccess: (answer) => entered(client, answer),
  });
}

async function entered(client: QueryClient, answer: Begun) {
  if ('challenge' in answer) return;
  setCsrfToken(answer.csrf_token);
  await refreshAll(client);
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => remove('/api/session'),
    onSuccess: async () => {
      client.setQueryData<Session>(sessionQuery.queryKey, { person: null, csrf_token: '' });
      setCsrfToken('');
      client.removeQueries({ queryKey: ['my'] });
      await refreshAll(client);
    },
  });
}

/**
 * What one may see and do depends on who asks: everything but the region is asked for again, and what no
 * page shows just now is forgotten, or the next person at this device would see it for a moment.
 */
export async function refreshAll(client: QueryClient) {
  const theirs = (query: Query) => !['region', 'session'].includes(String(query.queryKey[0]));
  await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
  client.removeQueries({ predicate: theirs, type: 'inactive' });
  await client.invalidateQueries({ predicate: theirs });
}
