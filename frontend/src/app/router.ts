/** All addresses. Pages load when first visited and are fetched ahead when a link is hovered or focused. */
import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { NotFound } from '../ui/NotFound';
import { FailurePage } from './FailurePage';
import { accountRoutes } from './routes/account';
import { classesRoutes } from './routes/classes';
import { placesRoutes } from './routes/places';
import { root } from './routes/root';
import { settingsRoutes } from './routes/settings';
import { staffRoutes } from './routes/staff';

const routeTree = root.addChildren([
  ...placesRoutes,
  ...classesRoutes,
  ...accountRoutes,
  ...staffRoutes,
  settingsRoutes,
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    // An address with a selection in it scrolls to that itself.
    scrollRestoration: ({ location }) => !('resource' in location.search),
    defaultPendingMs: 300,
    defaultErrorComponent: FailurePage,
    defaultNotFoundComponent: NotFound,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
