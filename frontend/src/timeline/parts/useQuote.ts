import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { post } from '../../api/client';
import type { Quote } from '../../api/contract';
import type { Selection } from '../model';

const PAUSE = 150;

/**
 * What the server would answer to this booking: price, every reason against it, what is free instead.
 * `moving` is the booking that would move there. Asked when the selection has rested; `settled` says whether the answer is about the present selection.
 */
export function useQuote(
  selection: Selection | null,
  units = 1,
  person: string | null = null,
  moving?: string,
) {
  const [rested] = useDebouncedValue(selection, PAUSE);
  const asked = rested ?? selection;
  const answer = useQuery<Quote>({
    queryKey: ['quote', person, asked?.rowId, asked?.start, asked?.end, units, moving],
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    retry: false,
    queryFn: ({ signal }) => {
      if (!asked) return Promise.reject(new Error('nothing selected'));
      return post<Quote>('/api/reservations/quote', { ...bodyOf(asked, units), moving }, { signal });
    },
  });
  const current = selection !== null && sameAs(asked, selection);
  return {
    quote: answer.data ?? null,
    settled: current && answer.isSuccess && !answer.isPlaceholderData,
    /** why there is no answer */
    failure: answer.error,
  };
}

/** The body that quotes and books a selection. */
export function bodyOf(selection: Selection, units: number) {
  return {
    resource_id: selection.rowId,
    starts_at: new Date(selection.start).toISOString(),
    ends_at: new Date(selection.end).toISOString(),
    units,
  };
}

export function sameAs(a: Selection | null, b: Selection | null): boolean {
  return a?.rowId === b?.rowId && a?.start === b?.start && a?.end === b?.end;
}
