/** Classes: the catalogue for everybody, the week of who teaches, planning for staff. */
import { createRoute } from '@tanstack/react-router';
import { sitesQuery } from '../../api/queries';
import * as addresses from '../search';
import { staffPage, wordedPage } from './page';
import { root } from './root';

const catalogue = createRoute({
  getParentRoute: () => root,
  path: '/lop',
  validateSearch: addresses.classesSearch,
  component: wordedPage(() => import('../../features/classes/ClassesPage'), 'classes'),
  loader: ({ context }) => {
    void context.queries.prefetchQuery(sitesQuery);
  },
});

const one = createRoute({
  getParentRoute: () => root,
  path: '/lop/$slug',
  component: wordedPage(() => import('../../features/classes/ClassPage'), 'classes'),
});

const teaching = createRoute({
  getParentRoute: () => root,
  path: '/day-hoc',
  validateSearch: addresses.teachingSearch,
  component: wordedPage(() => import('../../features/classes/TeachingPage'), 'classes'),
});

const planning = createRoute({
  getParentRoute: () => root,
  path: '/xep-lop',
  validateSearch: addresses.planningSearch,
  component: staffPage(() => import('../../features/classes/PlanningPage'), 'classes'),
});

export const classesRoutes = [catalogue, one, teaching, planning] as const;
