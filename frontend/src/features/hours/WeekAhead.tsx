/** The coming five weeks as the hours of the form would have them. */
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import type { HoursPreview, OpeningDay } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { useWeekdays } from './weekdays';
import classes from './hours.module.css';

const DAY = 86_400_000;

interface Props {
  path: string;
  body: object;
  zone: string;
}

export function WeekAhead({ path, body, zone }: Props) {
  const { t } = useTranslation('hours');
  const [asked] = useDebouncedValue(JSON.stringify(body), 400);
  const names = useWeekdays('short');
  const answer = useQuery({
    queryKey: ['hours', 'ahead', path, asked],
    queryFn: () => post<HoursPreview>(path, JSON.parse(asked)),
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });
  if (answer.error) return <p className={classes.note}>{t('ahead.wrong')}</p>;
  const days = answer.data?.days ?? [];
  const weeks = Array.from({ length: days.length / 7 }, (_, at) => days.slice(at * 7, at * 7 + 7));
  return (
    // Wider than a phone, so the keyboard must be able to scroll it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('ahead.title')}>
      <table className={classes.weeks}>
        <thead>
          <tr>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]?.on_date}>
              {week.map((day) => (
                <DayCell key={day.on_date} day={day} zone={zone} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const lasts = ({ starts_at, ends_at }: OpeningDay['open'][number]) =>
  Date.parse(ends_at) - Date.parse(starts_at);

function DayCell({ day, zone }: { day: OpeningDay; zone: string }) {
  const { t } = useTranslation('hours');
  const words = useWords();
  const format = useFormats(zone);
  return (
    <td data-exception={day.exception || undefined} data-closed={day.closures.length > 0 || undefined}>
      <span className={classes.date}>{day.on_date.slice(8) + '/' + day.on_date.slice(5, 7)}</span>
      {day.open.length === 0 && <span className={classes.closed}>{t('closed')}</span>}
      {day.open.map((span) => (
        <span key={span.starts_at}>
          {lasts(span) >= DAY
            ? t('ahead.all_day')
            : `${format.time(span.starts_at)}–${format.time(span.ends_at)}`}
        </span>
      ))}
      {day.exception && <span className={classes.mark}>{t('ahead.exception')}</span>}
      {day.closures.map((reason) => (
        <span key={reason.vi} className={classes.mark}>
          {words(reason)}
        </span>
      ))}
    </td>
  );
}
