/** A refusal that names what stands in the way: things that are in use, or bookings. */
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/client';
import type { Instant } from '../api/contract';
import { useFormats } from '../i18n/format';
import { ProblemAlert } from './ProblemAlert';
import classes from './InTheWay.module.css';

interface Touched {
  subject_id: string;
  resource_name: string;
  starts_at: Instant;
  ends_at: Instant;
  person_name: string | null;
}

interface Named {
  id: string;
  name: string;
}

type Refusal = { items?: Named[]; touched?: Touched[]; count?: number };

export function InTheWay({ error, zone }: { error: unknown; zone?: string }) {
  const { t } = useTranslation('settings');
  if (!error) return null;
  const { items, touched, count = 0 } = refusalOf(error);
  const shown = (items ?? touched ?? []).length;
  return (
    <ProblemAlert error={error}>
      {items && (
        <ul className={classes.list}>
          {items.map(({ id, name }) => (
            <li key={id}>{name}</li>
          ))}
        </ul>
      )}
      <TouchedList error={error} zone={zone} />
      {count > shown && <p>{t('and_more', { count: count - shown })}</p>}
      {items && <p>{t('deal_with_items')}</p>}
    </ProblemAlert>
  );
}

/** The bookings that a refusal names. */
export function TouchedList({ error, zone }: { error: unknown; zone?: string }) {
  const format = useFormats(zone);
  const { touched } = refusalOf(error);
  if (!touched) return null;
  return (
    <ul className={classes.list}>
      {touched.map((one) => (
        <li key={one.subject_id}>
          <time dateTime={one.starts_at}>
            {format.day(one.starts_at)} · {format.range(one.starts_at, one.ends_at)}
          </time>{' '}
          · {one.resource_name}
          {one.person_name && ` · ${one.person_name}`}
        </li>
      ))}
    </ul>
  );
}

function refusalOf(error: unknown): Refusal {
  return (error instanceof ApiProblem ? error.problem : {}) as Refusal;
}
