/** Nothing is open on these days, and why. No hooks, so that `first/` draws it too. */
import { IconCalendarOff } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import type { Closed } from './closed';
import classes from './ClosedFrame.module.css';
import type { GridWords } from './gridWords';

interface Props {
  t: TFunction<'booking'>;
  words: GridWords['words'];
  closed: Closed;
  week: boolean;
  /** when it opens again; its place is kept until that is known */
  when?: ReactNode;
  /** the way there; null where there is none, its place is kept until that is known */
  go?: ReactNode;
}

export function ClosedFrame({ t, words, closed, week, when, go }: Props) {
  const reasons = closed.reasons.map(words).join(', ');
  return (
    <section className={classes.notice} role="status">
      <IconCalendarOff size={22} className={classes.sign} aria-hidden />
      <div className={classes.text}>
        <h2 className={classes.title}>{t(week ? 'closed.week' : 'closed.day')}</h2>
        {reasons && <p>{t('closed.because', { reasons })}</p>}
        {closed.outsideHours && (
          <p>{t(reasons ? 'closed.hours_too' : week ? 'closed.hours_week' : 'closed.hours')}</p>
        )}
        <p className={classes.when}>{when}</p>
      </div>
      {go !== null && <div className={classes.go}>{go}</div>}
    </section>
  );
}
