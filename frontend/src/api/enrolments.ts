/** Classes that one, or a child of one's own, takes part in or waits for. */
import { queryOptions } from '@tanstack/react-query';
import { get } from './client';
import type { Page } from './contract';
import type { EnrolmentOut } from './generated';

export type { EnrolmentOut as Enrolment } from './generated';

export const enrolmentsQuery = queryOptions({
  queryKey: ['enrolments'],
  queryFn: async ({ signal }) => (await get<Page<EnrolmentOut>>('/api/enrolments', undefined, signal)).items,
});
