import { Button } from '@mantine/core';
import { IconCalendarOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { nextOpeningQuery, type OpeningFilter } from '../../api/queries';
import type { Closed } from '../../timeline/closed';
import type { Span } from '../../timeline/spans';
import { useGridWords } from '../../timeline/useGridWords';
import { dateAt } from '../../timeline/zone';
import classes from './ClosedNotice.module.css';

interface Props {
  closed: Closed;
  /** the days on the page */
  shown: Span;
  week: boolean;
  zone: string;
  filter: Omit<OpeningFilter, 'from'>;
  onGo: (date: string) => void;
}

/** Nothing is open on these days: why, and when doors open again. */
export function ClosedNotice({ closed, shown, week, zone, filter, onGo }: Props) {
  const { t } = useTranslation('booking');
  const words = useGridWords();
  const { site, category, kind, q } = filter;
  const answer = useQuery(
    nextOpeningQuery({ from: new Date(shown.end).toISOString(), site, category, kind, q }),
  );
  const at = answer.data?.opens_at ? Date.parse(answer.data.opens_at) : null;
  const reasons = closed.reasons.map(words.words).join(', ');
  return (
    <section className={classes.notice} role="status">
      <IconCalendarOff size={22} className={classes.sign} aria-hidden />
      <div className={classes.text}>
        <h2 className={classes.title}>{t(week ? 'closed.week' : 'closed.day')}</h2>
        {reasons && <p>{t('closed.because', { reasons })}</p>}
        {closed.outsideHours && (
          <p>{t(reasons ? 'closed.hours_too' : week ? 'closed.hours_week' : 'closed.hours')}</p>
        )}
        <p className={classes.when}>
          {at !== null
            ? t('closed.opens', { day: words.day(at), time: words.time(at) })
            : answer.data && t('closed.not_soon')}
        </p>
      </div>
      {at !== null && (
        <Button variant="default" className={classes.go} onClick={() => onGo(dateAt(at, zone))}>
          {t('closed.go', { day: words.day(at) })}
        </Button>
      )}
    </section>
  );
}
