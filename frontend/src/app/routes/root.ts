/** What stands around every page, and what each of them needs to know first. */
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext } from '@tanstack/react-router';
import { ApiProblem } from '../../api/client';
import { regionQuery, sessionQuery } from '../../api/queries';
import { NotFound } from '../../ui/NotFound';
import { Root } from '../Root';
import { RootFailure } from '../RootFailure';

/** An installation that has not been set up yet has no region, which is no failure. */
function unlessEmpty(error: unknown) {
  if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
}

export const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Root,
  errorComponent: RootFailure,
  notFoundComponent: NotFound,
  loader: async ({ context }) => {
    await Promise.all([
      context.queries.ensureQueryData(regionQuery).catch(unlessEmpty),
      context.queries.ensureQueryData(sessionQuery),
    ]);
  },
});
