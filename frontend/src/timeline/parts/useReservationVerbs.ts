import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { ApiProblem, get, newIdempotencyKey, patch, post, remove } from '../../api/client';
import { RESERVATIONS_KEY } from '../../api/queries';
import type { Reservation, Timeline } from '../../api/contract';
import type { Selection } from '../model';
import { inTurn } from './inTurn';
import { settled, withBooking, withMoved, withoutBooking } from './cache';
import { bodyOf } from './useQuote';

/**
 * Booking, moving and cancelling. The timelines on screen show the result at once; a refusal puts them
 * back and is thrown. Keys make a repeated press of the same form one booking.
 */
export function useReservationVerbs() {
  const client = useQueryClient();
  const timelines: QueryKey = ['timeline'];

  const paint = (change: (timeline: Timeline) => Timeline) =>
    client.setQueriesData<Timeline>({ queryKey: timelines }, (old) => old && change(old));

  const after = () => {
    for (const queryKey of [RESERVATIONS_KEY, ['quote'], ['resources'], ['resource'], ['availability']]) {
      void client.invalidateQueries({ queryKey });
    }
    void client.invalidateQueries({ queryKey: timelines, refetchType: 'none' });
  };

  /** Shows the change at once and takes it back when the server refuses: then what we show is old, too. */
  const optimistic = async <T>(
    change: (timeline: Timeline) => Timeline,
    work: () => Promise<T>,
  ): Promise<T> => {
    await client.cancelQueries({ queryKey: timelines });
    const before = client.getQueriesData<Timeline>({ queryKey: timelines });
    paint(change);
    try {
      const answer = await work();
      after();
      return answer;
    } catch (error) {
      for (const [key, data] of before) client.setQueryData(key, data);
      void client.invalidateQueries({ queryKey: timelines });
      throw error;
    }
  };

  const book = (selection: Selection, units = 1, key = newIdempotencyKey()): Promise<Reservation> =>
    optimistic(
      (timeline) => withBooking(timeline, selection, units),
      async () => {
        const made = await post<Reservation>('/api/reservations', bodyOf(selection, units), {
          idempotencyKey: key,
        });
        paint((timeline) => settled(timeline, made.id));
        return made;
      },
    );

  /** Moves to another time, also to another machine. Without a version, the present one is asked for. */
  const move = (id: string, to: Selection, version?: number): Promise<Reservation> =>
    optimistic(
      (timeline) => withMoved(timeline, id, to),
      // Two quick moves of one booking go one after the other, or the second would ask for a version that
      // the first is about to replace.
      () =>
        inTurn(id, async () => {
          const ifMatch = version ?? (await get<Reservation>(path(id))).version;
          const { resource_id, starts_at, ends_at } = bodyOf(to, 1);
          const moved = await patch<Reservation>(path(id), { resource_id, starts_at, ends_at }, { ifMatch });
          // Should the one before have been refused, it has put the picture back meanwhile.
          paint((timeline) => withMoved(timeline, id, to));
          return moved;
        }),
    );

  const cancel = (id: string, version?: number): Promise<Reservation> =>
    optimistic(
      (timeline) => withoutBooking(timeline, id),
      () => remove<Reservation>(path(id), version === undefined ? {} : { ifMatch: version }),
    );

  return { book, move, cancel };
}

const path = (id: string) => `/api/reservations/${encodeURIComponent(id)}`;

export function selectionOf(reservation: Reservation): Selection {
  return {
    rowId: reservation.resource.id,
    start: Date.parse(reservation.starts_at),
    end: Date.parse(reservation.ends_at),
  };
}

/** The refusal inside an error: reasons in words and what is free instead; null for a failure. */
export function refusalOf(error: unknown) {
  if (!(error instanceof ApiProblem) || error.status >= 500) return null;
  if (error.status !== 409 && error.status !== 422) return null;
  return error.problem;
}
