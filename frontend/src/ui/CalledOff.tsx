/** The bookings that closing an account calls off. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import type { Closing } from '../api/contract';
import { useRegion } from '../api/session';
import { useFormats } from '../i18n/format';
import { ProblemAlert } from './ProblemAlert';
import classes from './CalledOff.module.css';

interface Props {
  /** `/api/me` or that of a person */
  account: string;
  /** the sentences, told to staff or to the person themselves */
  says: { some: (count: number) => string; none: string; more: (count: number) => string };
}

export function CalledOff({ account, says }: Props) {
  const { zone } = useRegion();
  const format = useFormats(zone);
  const { data, error } = useQuery({
    queryKey: ['closing', account],
    queryFn: ({ signal }) => get<Closing>(`${account}/closing`, undefined, signal),
    staleTime: 0,
  });
  return (
    <div role="status">
      <ProblemAlert error={error} />
      {!data && !error && <Skeleton height={48} aria-hidden />}
      {data && <p>{data.count > 0 ? says.some(data.count) : says.none}</p>}
      {data && data.count > 0 && (
        <ul className={classes.list}>
          {data.items.map((one) => (
            <li key={one.subject_id}>
              {one.resource_name} · {format.day(one.starts_at)}, {format.range(one.starts_at, one.ends_at)}
            </li>
          ))}
        </ul>
      )}
      {data && data.count > data.items.length && <p>{says.more(data.count - data.items.length)}</p>}
    </div>
  );
}
