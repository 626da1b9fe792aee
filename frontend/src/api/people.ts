/** People, roles, organisations and the ways into them: shapes and what the screens ask for. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from './client';
import type { Page } from './contract';
import type {
  CodeOut,
  FactorRule,
  FactorState,
  GivablePlace,
  InvitationOut,
  Member,
  MyOrganisation,
  OrganisationDetail,
  OrganisationRow,
  PersonDetail,
  PersonRow,
  RequestOut,
} from './generated';

export type {
  CodeOut as JoinCode,
  Drawing,
  FactorRule,
  FactorStarted,
  FactorState,
  GivablePlace,
  GrantedRole,
  InvitationOut as Invitation,
  InvitationRead,
  JoinedOut as Joined,
  Member,
  MembershipOut as Membership,
  MyOrganisation,
  OrganisationDetail as Organisation,
  OrganisationRow,
  PersonDetail as Person,
  PersonRow,
  RecoveryCodes,
  RequestOut as MembershipRequest,
  SecondStep,
} from './generated';

export type Role = PersonRow['roles'][number]['role'];
export type ScopeKind = GivablePlace['scope_kind'];
export const ROLES: readonly Role[] = [
  'admin',
  'manager',
  'lab',
  'teacher',
  'mentor',
  'guardian',
  'founder',
  'student',
];
export const SECTORS = ['academia', 'enterprise', 'state', 'community'] as const;

export interface PeopleFilter {
  q?: string;
  role?: string;
  organisation?: string;
  active?: boolean;
}

export const peopleQuery = (filter: PeopleFilter) =>
  infiniteQueryOptions({
    queryKey: ['people', 'list', filter],
    queryFn: ({ signal, pageParam }) =>
      get<Page<PersonRow>>('/api/people', { ...filter, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['people', 'one', id],
    queryFn: ({ signal }) => get<PersonDetail>(`/api/people/${encodeURIComponent(id)}`, undefined, signal),
  });

export const givableQuery = queryOptions({
  queryKey: ['people', 'givable'],
  queryFn: async ({ signal }) => (await get<Page<GivablePlace>>('/api/roles', undefined, signal)).items,
});

export const organisationsQuery = (q: string) =>
  queryOptions({
    queryKey: ['organisations', 'list', q],
    queryFn: async ({ signal }) =>
      (await get<Page<OrganisationRow>>('/api/organisations', { q }, signal)).items,
  });

export const organisationQuery = (id: string) =>
  queryOptions({
    queryKey: ['organisations', 'one', id],
    queryFn: ({ signal }) =>
      get<OrganisationDetail>(`/api/organisations/${encodeURIComponent(id)}`, undefined, signal),
  });

export const membersQuery = (id: string, q: string) =>
  infiniteQueryOptions({
    queryKey: ['organisations', 'members', id, q],
    queryFn: ({ signal, pageParam }) =>
      get<Page<Member>>(`/api/organisations/${id}/members`, { q, cursor: pageParam, limit: 20 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const codesQuery = (organisation: string) =>
  infiniteQueryOptions({
    queryKey: ['organisations', 'codes', organisation],
    queryFn: ({ signal, pageParam }) =>
      get<Page<CodeOut>>('/api/join-codes', { organisation, cursor: pageParam, limit: 20 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const requestsQuery = (organisation: string, state?: string) =>
  infiniteQueryOptions({
    queryKey: ['organisations', 'requests', organisation, state],
    queryFn: ({ signal, pageParam }) =>
      get<Page<RequestOut>>('/api/membership-requests', { organisation, state, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const invitationsQuery = (scope?: string) =>
  infiniteQueryOptions({
    queryKey: ['invitations', scope],
    queryFn: ({ signal, pageParam }) =>
      get<Page<InvitationOut>>('/api/invitations', { scope, cursor: pageParam, limit: 20 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const myOrganisationsQuery = queryOptions({
  queryKey: ['my', 'organisations'],
  queryFn: async ({ signal }) =>
    (await get<Page<MyOrganisation>>('/api/my/organisations', undefined, signal)).items,
});

export const secondFactorQuery = queryOptions({
  queryKey: ['my', 'second-factor'],
  queryFn: ({ signal }) => get<FactorState>('/api/second-factor', undefined, signal),
});

export const factorRuleQuery = (kind: 'region' | 'organisation', id: string) =>
  queryOptions({
    queryKey: ['second-factor-rule', kind, id],
    queryFn: ({ signal }) =>
      get<FactorRule>(`/api/second-factor-rules/${kind}/${encodeURIComponent(id)}`, undefined, signal),
  });
