/** What a change would do to bookings: asked while the form is filled in, decided on, sent along with it. */
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, post } from '../api/client';
import type { Impact, ImpactIn, ImpactItem, ImpactRow } from '../api/contract';

export type Decision = ImpactRow['decision'];
export interface Chosen {
  decision: Decision;
  /** which of the proposals it moves to */
  proposal: number;
}

const WAIT = 400; // milliseconds without typing before the server is asked
const NONE: Record<string, Chosen> = {};

/** What is suggested for a booking until somebody says otherwise. */
export function suggested(item: ImpactItem): Chosen {
  return { decision: item.default, proposal: 0 };
}

/** The decisions as the server takes them. */
export function given(impact: Impact, chosen: Record<string, Chosen>): ImpactIn {
  return {
    digest: impact.digest,
    rows: impact.items.map((item) => {
      const { decision, proposal } = chosen[item.reservation_id] ?? suggested(item);
      const to = item.proposals[proposal];
      return decision === 'move' && to
        ? {
            reservation_id: item.reservation_id,
            decision,
            move_to: { resource_id: to.resource_id, starts_at: to.starts_at, ends_at: to.ends_at },
          }
        : { reservation_id: item.reservation_id, decision: decision === 'move' ? item.default : decision };
    }),
  };
}

/**
 * `path` is the preview's address, null while the form is not complete; `body` what it sends. A refusal
 * with another list than the one decided on goes to `adopt`, which shows it.
 */
export function useImpact(path: string | null, body: object, ifMatch?: number) {
  const queries = useQueryClient();
  const text = JSON.stringify(body);
  const [settled] = useDebouncedValue(text, WAIT);
  const key = ['impact', path, text];
  const [choices, setChoices] = useState<{ digest: string; rows: Record<string, Chosen> } | null>(null);
  const [changed, setChanged] = useState(false);
  const answer = useQuery({
    queryKey: key,
    queryFn: () => post<Impact>(path ?? '', body, { ifMatch }),
    enabled: path !== null && settled === text,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    retry: false,
  });
  const impact = path === null ? undefined : answer.data;
  const rows = impact && choices?.digest === impact.digest ? choices.rows : NONE;
  const set = (next: Record<string, Chosen>) => {
    if (impact) setChoices({ digest: impact.digest, rows: next });
  };
  return {
    impact,
    rows,
    /** the list is not the one that was decided on */
    changed,
    isPending: path !== null && impact === undefined && !answer.error,
    error: answer.error,
    of: (item: ImpactItem) => rows[item.reservation_id] ?? suggested(item),
    decide: (item: ImpactItem, one: Chosen) => set({ ...rows, [item.reservation_id]: one }),
    /** All that may be decided about; what can't move is left as it was. */
    decideAll: (decision: Decision) =>
      set(
        Object.fromEntries(
          (impact?.items ?? [])
            .filter((item) => !item.fixed && (decision !== 'move' || item.proposals.length > 0))
            .map((item) => [item.reservation_id, { decision, proposal: 0 }]),
        ),
      ),
    /** what goes along with the change; nothing where no booking is touched */
    given: impact && impact.items.length > 0 ? given(impact, rows) : undefined,
    adopt: (error: unknown) => {
      if (!isImpact(error)) return false;
      queries.setQueryData(key, listOf(error));
      setChanged(true);
      return true;
    },
  };
}

export type ImpactState = ReturnType<typeof useImpact>;

/** Whether a refusal says that bookings are touched and comes with their list. */
export function isImpact(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && (error.code === 'impact' || error.code === 'impact_changed');
}

function listOf({ problem }: ApiProblem): Impact {
  const { digest = '', items = [], may_keep = true } = problem as unknown as Partial<Impact>;
  return { digest, items, may_keep };
}
