/** A person's own: coming in, what one has booked and learnt, and letters. */
import { createRoute } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import * as addresses from '../search';
import { page, wordedPage } from './page';
import { root } from './root';

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/dang-nhap',
  validateSearch: addresses.backSearch,
  component: wordedPage(() => import('../../features/account/SignInPage'), 'joining'),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/dang-ky',
  component: page(() => import('../../features/account/SignUpPage')),
});

const confirmSignUp = createRoute({
  getParentRoute: () => root,
  path: '/xac-nhan/$token',
  component: page(() => import('../../features/account/ConfirmPage')),
});

const forgot = createRoute({
  getParentRoute: () => root,
  path: '/quen-mat-khau',
  component: page(() => import('../../features/account/ForgotPage')),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: '/dat-lai/$token',
  component: page(() => import('../../features/account/ResetPage')),
});

const invite = createRoute({
  getParentRoute: () => root,
  path: '/moi/$token',
  component: wordedPage(() => import('../../features/account/InvitePage'), 'joining'),
});

const account = createRoute({
  getParentRoute: () => root,
  path: '/tai-khoan',
  component: wordedPage(() => import('../../features/account/AccountPage'), 'joining'),
});

const reservations = createRoute({
  getParentRoute: () => root,
  path: '/cua-toi',
  validateSearch: addresses.reservationsSearch,
  component: page(() => import('../../features/reservations/MyReservationsPage')),
});

const qualifications = createRoute({
  getParentRoute: () => root,
  path: '/nang-luc',
  component: page(() => import('../../features/learning/QualificationsPage')),
});

const quiz = createRoute({
  getParentRoute: () => root,
  path: '/trac-nghiem/$id',
  validateSearch: addresses.backSearch,
  component: page(() => import('../../features/learning/QuizPage')),
});

const family = createRoute({
  getParentRoute: () => root,
  path: '/gia-dinh',
  component: wordedPage(() => import('../../features/family/FamilyPage'), 'family'),
});

const guardianInvitation = createRoute({
  getParentRoute: () => root,
  path: '/gia-dinh/moi/$token',
  component: wordedPage(() => import('../../features/family/InvitedPage'), 'family'),
});

const feeds = createRoute({
  getParentRoute: () => root,
  path: '/kenh-lich',
  component: wordedPage(() => import('../../features/feeds/FeedsPage'), 'feeds'),
});

const publicFeeds = createRoute({
  getParentRoute: () => root,
  path: '/lich-chung',
  component: wordedPage(() => import('../../features/feeds/PublicFeedsPage'), 'feeds'),
});

const publicFeed = createRoute({
  getParentRoute: () => root,
  path: '/lich-chung/$kind/$key',
  component: wordedPage(
    (): Promise<{ default: ComponentType }> => import('../../features/feeds/PublicFeedPage'),
    'feeds',
  ),
});

const letters = createRoute({
  getParentRoute: () => root,
  path: '/thu-mau',
  component: page(() => import('../../features/letters/LettersPage')),
});

export const accountRoutes = [
  signIn,
  signUp,
  confirmSignUp,
  forgot,
  reset,
  invite,
  account,
  reservations,
  qualifications,
  quiz,
  family,
  guardianInvitation,
  feeds,
  publicFeeds,
  publicFeed,
  letters,
] as const;
