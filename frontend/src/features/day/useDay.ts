import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, put } from '../../api/client';
import type {
  Day,
  ImpactIn,
  Outage,
  OutageStarted,
  Page,
  Reservation,
  ResourceCard,
} from '../../api/contract';
import { useHints } from '../../timeline/useHints';
import { addDays } from '../../timeline/zone';

const DAY_KEY = ['day'] as const;
const MINUTE = 60_000;

/** A site's day; asked for again every minute, since people become late by the clock alone. */
export function useDay(site: string | undefined, date: string | undefined) {
  return useQuery({
    queryKey: [...DAY_KEY, site, date],
    queryFn: ({ signal }) => get<Day>('/api/day', { site, date }, signal),
    enabled: site !== undefined,
    refetchInterval: MINUTE,
    staleTime: 0,
  });
}

/** All machines of the site, for faults and for booking on somebody's behalf. */
export function useMachines(site: string | undefined) {
  return useQuery({
    queryKey: ['resources', 'day', site],
    queryFn: async ({ signal }) =>
      (await get<Page<ResourceCard>>('/api/resources', { site, limit: 200 }, signal)).items,
    enabled: site !== undefined,
  });
}

/** Asks for the day again when something changed elsewhere. */
export function useDayLive(day: Day | undefined) {
  const client = useQueryClient();
  const refresh = () => void client.invalidateQueries({ queryKey: DAY_KEY });
  useHints(day ? around(day.date) : null, { onHints: refresh, onMissed: refresh });
}

/** A day and its neighbours in UTC: it lies between them whatever its zone is. */
function around(date: string): { from: string; to: string } {
  const [from, to] = [-1, 2].map((days) => new Date(`${addDays(date, days)}T00:00:00Z`).toISOString());
  return { from: from ?? '', to: to ?? '' };
}

export interface Fault {
  resource_id: string;
  reason: string;
  safety: boolean;
  expected_return: string | null;
  impact?: ImpactIn;
  /** goes along once the machine is out of order */
  photo: File | null;
}

/** The machine is out of order by then, whatever becomes of its photo: answers why it was not sent. */
async function attach({ id, version }: Outage, photo: File): Promise<unknown> {
  return put(`/api/outages/${encodeURIComponent(id)}/photo`, photo, { ifMatch: version }).then(
    () => null,
    (error: unknown) => error,
  );
}

export interface Confirmed {
  one: Outage;
  reason: string;
  safety: boolean;
  expected_return: string | null;
  impact?: ImpactIn;
}

export interface Decided {
  one: Reservation;
  approve: boolean;
  reason?: string;
}

/** What staff do on the day's screen; the day is read anew after each. */
export function useDayVerbs() {
  const client = useQueryClient();
  const onSettled = async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: DAY_KEY }),
      client.invalidateQueries({ queryKey: ['resources'] }),
    ]);
    void client.invalidateQueries({ queryKey: ['timeline'] });
  };
  const path = (one: { id: string }, verb: string) =>
    `/api/reservations/${encodeURIComponent(one.id)}/${verb}`;
  return {
    checkIn: useMutation({
      mutationFn: (one: Reservation) =>
        post<Reservation>(path(one, 'check-in'), undefined, { ifMatch: one.version }),
      onSettled,
    }),
    checkOut: useMutation({
      mutationFn: (one: Reservation) =>
        post<Reservation>(path(one, 'check-out'), undefined, { ifMatch: one.version }),
      onSettled,
    }),
    decide: useMutation({
      mutationFn: ({ one, ...decision }: Decided) =>
        post<Reservation>(path(one, 'decision'), decision, { ifMatch: one.version }),
      onSettled,
    }),
    putOut: useMutation({
      mutationFn: async ({ photo, ...fault }: Fault) => {
        const outage = await post<OutageStarted>('/api/outages', fault);
        return { outage, unsent: photo && (await attach(outage, photo)) };
      },
      onSettled,
    }),
    confirmFault: useMutation({
      mutationFn: ({ one, ...said }: Confirmed) =>
        post<OutageStarted>(`/api/outages/${encodeURIComponent(one.id)}/confirm`, said, {
          ifMatch: one.version,
        }),
      onSettled,
    }),
    dismissFault: useMutation({
      mutationFn: ({ one, note }: { one: Outage; note: string | null }) =>
        post<Outage>(
          `/api/outages/${encodeURIComponent(one.id)}/dismiss`,
          { note },
          { ifMatch: one.version },
        ),
      onSettled,
    }),
    endOutage: useMutation({
      mutationFn: (one: Outage) =>
        post<Outage>(`/api/outages/${encodeURIComponent(one.id)}/end`, undefined, { ifMatch: one.version }),
      onSettled,
    }),
  };
}

export type DayVerbs = ReturnType<typeof useDayVerbs>;
