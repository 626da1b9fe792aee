/** The day, the figures and the first set-up, for those who run a place. */
import { createRoute } from '@tanstack/react-router';
import { sitesQuery } from '../../api/queries';
import * as addresses from '../search';
import { staffPage, wordedPage } from './page';
import { root } from './root';

const day = createRoute({
  getParentRoute: () => root,
  path: '/hom-nay',
  validateSearch: addresses.daySearch,
  component: wordedPage(() => import('../../features/day/DayPage'), 'impact', 'photo'),
  loader: ({ context }) => {
    void context.queries.prefetchQuery(sitesQuery);
  },
});

const statistics = createRoute({
  getParentRoute: () => root,
  path: '/thong-ke',
  validateSearch: addresses.statisticsSearch,
  component: staffPage(() => import('../../features/statistics/StatisticsPage'), 'statistics'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/thiet-lap',
  component: staffPage(() => import('../../features/setup/SetupPage'), 'setup'),
});

export const staffRoutes = [day, statistics, setup] as const;
