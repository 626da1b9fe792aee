/** Saving under the version one has read: what somebody else changed meanwhile is shown, never overwritten. */
import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, get, patch } from '../api/client';

/** Three states of one thing, in the shape of the request's body. */
export interface Clash<C> {
  /** as it was when the form was opened */
  base: C;
  /** as it is now, by somebody else's hand */
  latest: C;
  /** version of `latest` */
  version: number;
  /** what one wanted to change */
  mine: Partial<C>;
}

interface Options<T, C> {
  /** address of the thing: GET answers it, PATCH changes it */
  path: string;
  /** where it is read from, if not there */
  read?: string;
  /** its values in the shape of the PATCH body */
  values: (record: T) => C;
  /** the request's body, where it is not the changed values as they are */
  body?: (change: Partial<C>) => unknown;
  /** what is asked for anew after saving */
  invalidate?: readonly QueryKey[];
  onSaved?: (record: T) => void;
  onRefused?: (error: unknown) => void;
}

interface Attempt<C> {
  base: C;
  version: number;
  change: Partial<C>;
}

/**
 * PATCH with If-Match. A 412 fetches what is there now and opens `clash` for ui/Difference, whose choice
 * goes to `merge`. Every other refusal is in `error`.
 */
export function useVersioned<T extends { version: number }, C extends object>({
  path,
  values,
  body = (change) => change,
  read = path,
  invalidate = [],
  onSaved,
  onRefused,
}: Options<T, C>) {
  const queries = useQueryClient();
  const [clash, setClash] = useState<Clash<C> | null>(null);
  const mutation = useMutation({
    mutationFn: async ({ base, version, change }: Attempt<C>) => {
      try {
        return await patch<T>(path, body(change), { ifMatch: version });
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status !== 412) throw error;
        const latest = await get<T>(read);
        setClash({ base, latest: values(latest), version: latest.version, mine: change });
        return null;
      }
    },
    onSuccess: async (record) => {
      if (record) await saved(record);
    },
    onError: onRefused,
  });

  async function saved(record: T) {
    setClash(null);
    await Promise.all(invalidate.map((queryKey) => queries.invalidateQueries({ queryKey })));
    onSaved?.(record);
  }

  return {
    /** Saves what differs from the record that the form was opened with. */
    save: (record: T, next: C) => {
      const base = values(record);
      mutation.mutate({ base, version: record.version, change: changes(base, next) });
    },
    clash,
    /** Saves what was chosen on top of what is there now. */
    merge: (change: Partial<C>) => {
      if (!clash) return;
      if (Object.keys(change).length > 0)
        mutation.mutate({ base: clash.latest, version: clash.version, change });
      else void get<T>(read).then(saved);
    },
    /** Back to the form, with nothing saved. */
    dismiss: () => setClash(null),
    isPending: mutation.isPending,
    error: mutation.error,
  };
}

/** The fields of `next` that differ from `base`. */
export function changes<C extends object>(base: C, next: C): Partial<C> {
  const fields = Object.keys(next) as (keyof C)[];
  return Object.fromEntries(
    fields.filter((field) => !same(base[field], next[field])).map((field) => [field, next[field]]),
  ) as Partial<C>;
}

/** Whether two values of JSON are equal; the order of keys does not count, a missing one is null. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other || (one ?? null) === (other ?? null)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [a, b] = [one as Record<string, unknown>, other as Record<string, unknown>];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]));
}
