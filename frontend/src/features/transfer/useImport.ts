/** Imports: what the server knows of them, and what one can do with one. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, patch, post, remove } from '../../api/client';
import type {
  Import,
  ImportChanges,
  ImportKinds,
  ImportRow,
  ImportRows,
  Imports,
  NewImport,
} from '../../api/generated';

export type Outcome = ImportRow['outcome'];
export const OUTCOMES: readonly Outcome[] = ['taken', 'updated', 'unchanged', 'skipped', 'refused'];
/** The server takes no more; said before a long upload, not after it. */
export const MOST_BYTES = 10 * 1024 * 1024;

export const importKindsQuery = queryOptions({
  queryKey: ['import-kinds'],
  queryFn: async ({ signal }) => (await get<ImportKinds>('/api/import-kinds', undefined, signal)).items,
  staleTime: 5 * 60_000,
});

export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: async ({ signal }) => (await get<Imports>('/api/imports', undefined, signal)).items,
});

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => get<Import>(`/api/imports/${id}`, undefined, signal),
  });

export interface RowFilter {
  outcome?: Outcome;
  q?: string;
}

/** The rows of one version of an import; another version has other rows. */
export const importRowsQuery = (id: string, version: number, filter: RowFilter) =>
  infiniteQueryOptions({
    queryKey: ['imports', id, 'lines', version, filter],
    queryFn: ({ pageParam, signal }) =>
      get<ImportRows>(
        `/api/imports/${id}/lines`,
        { outcome: filter.outcome, q: filter.q, cursor: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });

export function useBring() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ file, ...said }: Omit<NewImport, 'content' | 'file_name'> & { file: File }) =>
      post<Import>('/api/imports', { ...said, file_name: file.name, content: await base64(file) }),
    onSuccess: (made) => {
      queries.setQueryData(importQuery(made.id).queryKey, made);
      void queries.invalidateQueries({ queryKey: importsQuery.queryKey, exact: true });
    },
  });
}

/** The verbs of one import; each answers the import as it is afterwards. */
export function useImportVerbs(id: string) {
  const queries = useQueryClient();
  const keep = (found: Import) => {
    queries.setQueryData(importQuery(id).queryKey, found);
    void queries.invalidateQueries({ queryKey: importsQuery.queryKey, exact: true });
  };
  const change = useMutation({
    mutationFn: ({ changes, version }: { changes: ImportChanges; version: number }) =>
      patch<Import>(`/api/imports/${id}`, changes, { ifMatch: version }),
    onSuccess: keep,
    // Somebody else may have changed it: the page shows how it stands.
    onError: () => queries.invalidateQueries({ queryKey: importQuery(id).queryKey, exact: true }),
  });
  const preview = useMutation({
    mutationFn: () => post<Import>(`/api/imports/${id}/preview`, undefined),
    onSuccess: keep,
  });
  const apply = useMutation({
    mutationFn: (digest: string) => post<Import>(`/api/imports/${id}/apply`, { digest }),
    onSuccess: (found) => {
      keep(found);
      // Whatever the list was of may be shown anywhere.
      void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'imports' });
    },
    onError: () => queries.invalidateQueries({ queryKey: importQuery(id).queryKey, exact: true }),
  });
  const discard = useMutation({
    mutationFn: () => remove(`/api/imports/${id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: importsQuery.queryKey, exact: true }),
  });
  return { change, preview, apply, discard };
}

export type ImportVerbs = ReturnType<typeof useImportVerbs>;

/** The bytes of a file as base64. */
export async function base64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  // In parts: a call takes only so many arguments.
  for (let start = 0; start < bytes.length; start += 0x8000)
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(text);
}
