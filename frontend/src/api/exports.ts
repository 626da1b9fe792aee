/** Lists that leave as files: which of them one may take, with what filter and in which format. */
import { queryOptions } from '@tanstack/react-query';
import { get } from './client';
import type { ExportIn, ExportList, Exports } from './generated';

export type ExportName = ExportIn['list'];
export type ExportFilter = Omit<ExportIn, 'list' | 'format'>;

export const FORMATS: Record<ExportList['formats'][number], string> = {
  csv: 'CSV',
  xlsx: 'XLSX',
  geojson: 'GeoJSON',
};

export const exportsQuery = queryOptions({
  queryKey: ['exports'],
  queryFn: async ({ signal }) => (await get<Exports>('/api/exports', undefined, signal)).items,
  staleTime: 5 * 60_000,
});
