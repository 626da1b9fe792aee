/** All addresses. Pages load when first visited and are fetched ahead when a link is hovered or focused. */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { ApiProblem, Offline } from '../api/client';
import {
  categoriesQuery,
  regionQuery,
  resourceQuery,
  resourcesQuery,
  sessionQuery,
  sitesQuery,
  timelineQuery,
} from '../api/queries';
import { loadStaffWords, type StaffNamespace } from '../i18n/staff';
import { PHONE, shownDays, timelineFilter } from '../timeline/asked';
import { NotFound } from '../ui/NotFound';
import { FailurePage } from './FailurePage';
import { Root } from './Root';
import { RootFailure } from './RootFailure';
import * as addresses from './search';

/**
 * A page whose code is fetched when it is first wanted. Not getting it means that the server is away or
 * has a newer version: told like any lost connection, without the router's own reload into nothing.
 * A page whose answer hangs on its address says its return type: inferred, the router's type would hang on itself.
 */
function page(load: () => Promise<{ default: ComponentType }>) {
  return lazyRouteComponent(() =>
    load().catch((cause: unknown) => {
      throw new Offline(cause);
    }),
  );
}

/** A page whose words come with it. */
function wordedPage(load: () => Promise<{ default: ComponentType }>, ...words: StaffNamespace[]) {
  return page(async () => (await Promise.all([load(), loadStaffWords(words)]))[0]);
}

/** A page of staff: its words come with it. */
function staffPage(load: () => Promise<{ default: ComponentType }>, ...words: StaffNamespace[]) {
  return page(async () => (await Promise.all([load(), loadStaffWords(['settings', 'audit', ...words])]))[0]);
}

/** An installation that has not been set up yet has no region, which is no failure. */
function unlessEmpty(error: unknown) {
  if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
}

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
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

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: page(() => import('../features/home/HomePage')),
  loader: ({ context }) => {
    void context.queries.prefetchQuery(sitesQuery);
  },
});

const catalogue = createRoute({
  getParentRoute: () => root,
  path: '/may',
  validateSearch: addresses.catalogueSearch,
  component: page(() => import('../features/catalogue/CataloguePage')),
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
  component: page(() => import('./MachineRoute')),
  loader: ({ context, params }) => {
    void context.queries.prefetchQuery(resourceQuery(params.id));
  },
});

const timeline = createRoute({
  getParentRoute: () => root,
  path: '/lich',
  validateSearch: addresses.timelineSearch,
  component: page(() => import('../features/booking/TimelinePage')),
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
  component: page(() => import('../features/booking/TimeFirstPage')),
});

const reservations = createRoute({
  getParentRoute: () => root,
  path: '/cua-toi',
  validateSearch: addresses.reservationsSearch,
  component: page(() => import('../features/reservations/MyReservationsPage')),
});

const day = createRoute({
  getParentRoute: () => root,
  path: '/hom-nay',
  validateSearch: addresses.daySearch,
  component: wordedPage(() => import('../features/day/DayPage'), 'impact'),
  loader: ({ context }) => {
    void context.queries.prefetchQuery(sitesQuery);
  },
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/dang-nhap',
  validateSearch: addresses.backSearch,
  component: wordedPage(() => import('../features/account/SignInPage'), 'joining'),
});

const account = createRoute({
  getParentRoute: () => root,
  path: '/tai-khoan',
  component: wordedPage(() => import('../features/account/AccountPage'), 'joining'),
});

const qualifications = createRoute({
  getParentRoute: () => root,
  path: '/nang-luc',
  component: page(() => import('../features/learning/QualificationsPage')),
});

const quiz = createRoute({
  getParentRoute: () => root,
  path: '/trac-nghiem/$id',
  validateSearch: addresses.backSearch,
  component: page(() => import('../features/learning/QuizPage')),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/dang-ky',
  component: lazyRouteComponent(() => import('../features/account/SignUpPage')),
});

const confirmSignUp = createRoute({
  getParentRoute: () => root,
  path: '/xac-nhan/$token',
  component: lazyRouteComponent(() => import('../features/account/ConfirmPage')),
});

const forgot = createRoute({
  getParentRoute: () => root,
  path: '/quen-mat-khau',
  component: lazyRouteComponent(() => import('../features/account/ForgotPage')),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: '/dat-lai/$token',
  component: lazyRouteComponent(() => import('../features/account/ResetPage')),
});

const invite = createRoute({
  getParentRoute: () => root,
  path: '/moi/$token',
  component: wordedPage(() => import('../features/account/InvitePage'), 'joining'),
});

const letters = createRoute({
  getParentRoute: () => root,
  path: '/thu-mau',
  component: lazyRouteComponent(() => import('../features/letters/LettersPage')),
});

/** The settings stand in one frame; app/settings.ts lists the sections beside their addresses here. */
const settings = createRoute({
  getParentRoute: () => root,
  id: 'settings',
  component: staffPage(() => import('./SettingsFrame')),
});

const hours = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/gio-mo-cua',
  validateSearch: addresses.hoursSearch,
  component: staffPage(() => import('../features/hours/HoursPage'), 'hours', 'impact'),
});

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat',
  component: staffPage(() => import('./SettingsHome')),
});

const auditLog = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/nhat-ky',
  validateSearch: addresses.auditSearch,
  component: staffPage(() => import('../features/settings/AuditPage')),
});

const presets = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/bo-mau',
  validateSearch: addresses.presetsSearch,
  component: staffPage(() => import('../features/presets/PresetsPage'), 'presets'),
});

const qualificationSettings = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/nang-luc',
  component: staffPage(() => import('../features/qualifications/ListPage'), 'qualifications'),
});

const qualificationSetting = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/nang-luc/$id',
  validateSearch: addresses.qualificationSearch,
  component: staffPage(
    () => import('../features/qualifications/QualificationPage'),
    'qualifications',
    'impact',
  ),
});

const statistics = createRoute({
  getParentRoute: () => root,
  path: '/thong-ke',
  validateSearch: addresses.statisticsSearch,
  component: staffPage(() => import('../features/statistics/StatisticsPage'), 'statistics'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/thiet-lap',
  component: staffPage(() => import('../features/setup/SetupPage'), 'setup'),
});

const imports = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/nhap',
  component: staffPage(() => import('../features/transfer/ImportsPage'), 'transfer'),
});

const oneImport = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/nhap/$id',
  component: staffPage(() => import('../features/transfer/ImportPage'), 'transfer'),
});

const exports = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/xuat',
  component: staffPage(() => import('../features/transfer/ExportPage'), 'transfer'),
});

const people = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/nguoi',
  validateSearch: addresses.peopleSearch,
  component: staffPage(() => import('../features/people/PeoplePage'), 'people'),
});

const person = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/nguoi/$id',
  component: staffPage(() => import('../features/people/PersonPage'), 'people'),
});

const organisations = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/to-chuc',
  component: staffPage(() => import('../features/people/OrganisationsPage'), 'people'),
});

const organisation = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/to-chuc/$id',
  component: staffPage(() => import('../features/people/OrganisationPage'), 'people'),
});

const sites = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/dia-diem',
  component: staffPage(() => import('../features/settings/sites/SitesPage'), 'sites'),
});

const site = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/dia-diem/$id',
  component: staffPage(() => import('../features/settings/sites/SitePage'), 'sites'),
});

const categories = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/danh-muc',
  component: staffPage(() => import('../features/settings/rules/CategoriesPage'), 'rules'),
});

const category = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/danh-muc/$id',
  component: staffPage(() => import('../features/settings/rules/CategoryPage'), 'rules'),
});

const machines = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/may',
  validateSearch: addresses.machinesSearch,
  component: staffPage(() => import('../features/settings/machines/MachinesPage'), 'machines', 'rules'),
});

const machineSettings = createRoute({
  getParentRoute: () => settings,
  path: '/cai-dat/may/$id',
  validateSearch: addresses.newMachineSearch,
  component: staffPage(() => import('../features/settings/machines/MachinePage'), 'machines', 'rules'),
});

const routeTree = root.addChildren([
  home,
  catalogue,
  machine,
  timeline,
  timeFirst,
  reservations,
  day,
  signIn,
  account,
  qualifications,
  quiz,
  signUp,
  confirmSignUp,
  forgot,
  reset,
  invite,
  letters,
  setup,
  statistics,
  settings.addChildren([
    presets,
    qualificationSettings,
    qualificationSetting,
    settingsHome,
    hours,
    imports,
    oneImport,
    exports,
    auditLog,
    people,
    person,
    organisations,
    organisation,
    sites,
    site,
    categories,
    category,
    machines,
    machineSettings,
  ]),
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
