import { useTranslation } from 'react-i18next';
import type { Statistics } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import classes from './statistics.module.css';

type Numbers = Statistics['totals'];

/** A share in whole per cent; null where there is nothing to share. */
export const percent = (part: number, whole: number): number | null =>
  whole > 0 ? Math.round((100 * part) / whole) : null;

/** Whole hours, halves where there are few. */
export const hoursOf = (minutes: number): number =>
  minutes >= 600 ? Math.round(minutes / 60) : Math.round(minutes / 6) / 10;

/** The period in eight figures, each beside the period before. */
export function Totals({ statistics }: { statistics: Statistics }) {
  const { t } = useTranslation('statistics');
  const format = useFormats();
  const rate = (value: number | null) => (value === null ? '–' : `${value} %`);
  const hours = (minutes: number) => t('hours', { hours: format.number(hoursOf(minutes)) });
  const figures: [string, (of: Numbers) => string][] = [
    [t('total.bookings'), (of) => format.number(of.bookings)],
    [t('total.booked'), (of) => hours(of.booked_minutes)],
    [t('total.utilisation'), (of) => rate(percent(of.booked_minutes, of.open_minutes))],
    [t('total.people'), (of) => format.number(of.people)],
    [t('total.new_people'), (of) => format.number(of.new_people)],
    [t('total.cancelled'), (of) => format.number(of.cancelled)],
    [t('total.no_shows'), (of) => format.number(of.no_shows)],
    [t('total.refusals'), (of) => format.number(of.refusals)],
  ];
  return (
    <dl className={classes.totals}>
      {figures.map(([name, said]) => (
        <div key={name} className={classes.total}>
          <dt>{name}</dt>
          <dd className={classes.value}>{said(statistics.totals)}</dd>
          <dd className={classes.before}>{t('total.before', { value: said(statistics.previous_totals) })}</dd>
        </div>
      ))}
    </dl>
  );
}
