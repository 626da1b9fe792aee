import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, it, vi } from 'vitest';
import { sessionQuery } from './queries';
import { refreshAll } from './session';

afterEach(() => void vi.unstubAllGlobals());

it('forgets at sign-in and sign-out what the last person saw, and asks anew for what is on the screen', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ person: null, csrf_token: 'new' })));
  const client = new QueryClient();
  client.setQueryData(['region'], 'region');
  client.setQueryData(sessionQuery.queryKey, { person: null, csrf_token: 'old' });
  client.setQueryData(['my', 'reservations', 'upcoming'], 'of the last person');
  client.setQueryData(['people', 'list', {}], 'of the last person');
  const queryFn = vi.fn(() => 'fresh');
  const leave = new QueryObserver(client, { queryKey: ['sites'], queryFn }).subscribe(() => undefined);
  await vi.waitFor(() => expect(client.getQueryData(['sites'])).toBe('fresh'));

  await refreshAll(client);
  expect(queryFn).toHaveBeenCalledTimes(2);
  const known = client.getQueryCache().getAll();
  expect(known.map((query) => query.queryKey[0]).sort()).toEqual(['region', 'session', 'sites']);
  expect(client.getQueryData(sessionQuery.queryKey)?.csrf_token).toBe('new');
  leave();
});
