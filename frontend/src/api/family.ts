/** Families: one's children, what was consented to, who else answers for them. */
import { queryOptions } from '@tanstack/react-query';
import { get } from './client';
import type { Page } from './contract';
import type { ChildOut, ConsentText, OrganisationName } from './generated';

export type {
  CareIn,
  ChildIn,
  ChildOut as Child,
  ChildPatch,
  ConsentOut as Consent,
  ConsentText,
  InvitedTo,
} from './generated';

export type Purpose = ConsentText['purpose'];
export type GuardianKind = ChildOut['guardians'][number]['kind'];
export const KINDS: readonly GuardianKind[] = ['parent', 'legal_guardian'];

export const childrenQuery = queryOptions({
  queryKey: ['children'],
  queryFn: async ({ signal }) => (await get<Page<ChildOut>>('/api/children', undefined, signal)).items,
});

export const consentTextsQuery = queryOptions({
  queryKey: ['consent-texts'],
  queryFn: async ({ signal }) =>
    (await get<Page<ConsentText>>('/api/consent-texts', undefined, signal)).items,
  staleTime: 60_000,
});

export const schoolsQuery = queryOptions({
  queryKey: ['schools'],
  queryFn: async ({ signal }) => (await get<Page<OrganisationName>>('/api/schools', undefined, signal)).items,
  staleTime: 10 * 60_000,
});
