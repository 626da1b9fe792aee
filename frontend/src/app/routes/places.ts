/** What the region has and when it is free: for everybody, signed in or not. */
import { createRoute } from '@tanstack/react-router';
import {
  categoriesQuery,
  regionQuery,
  resourceQuery,
  resourcesQuery,
  sitesQuery,
  timelineQuery,
} from '../../api/queries';
import { PHONE, shownDays, timelineFilter } from '../../timeline/asked';
import * as addresses from '../search';
import { page } from './page';
import { root } from './root';

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: page(() => import('../../features/home/HomePage')),
  loader: ({ context }) => {
    void context.queries.prefetchQuery(sitesQuery);
  },
});

const catalogue = createRoute({
  getParentRoute: () => root,
  path: '/may',
  validateSearch: addresses.catalogueSearch,
  component: page(() => import('../../features/catalogue/CataloguePage')),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queries.prefetchQuery(categoriesQuery);
    void context.queries.prefetchQuery(sitesQuery);
    void context.queries.prefetchInfiniteQuery(resourcesQuery(deps));
  },
});

const machine = createRoute({
  getParentRoute: () => root,
  path: '/may/$id',
  component: page(() => import('../MachineRoute')),
  loader: ({ context, params }) => {
    void context.queries.prefetchQuery(resourceQuery(params.id));
  },
});

const timeline = createRoute({
  getParentRoute: () => root,
  path: '/lich',
  validateSearch: addresses.timelineSearch,
  component: page(() => import('../../features/booking/TimelinePage')),
  loaderDeps: ({ search }) => search,
  loader: async ({ context, deps }) => {
    void context.queries.prefetchQuery(sitesQuery);
    void context.queries.prefetchQuery(categoriesQuery);
    const region = await context.queries.ensureQueryData(regionQuery);
    const now = Date.parse(region.now);
    const days = shownDays(deps, now, region.zone, window.matchMedia(PHONE).matches);
    const asked = timelineFilter(days.from, days.days, region.zone, deps);
    void context.queries.prefetchQuery(timelineQuery(asked));
  },
});

const timeFirst = createRoute({
  getParentRoute: () => root,
  path: '/tim-gio',
  validateSearch: addresses.timeFirstSearch,
  component: page(() => import('../../features/booking/TimeFirstPage')),
});

export const placesRoutes = [home, catalogue, machine, timeline, timeFirst] as const;
