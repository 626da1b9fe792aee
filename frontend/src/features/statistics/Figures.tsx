import { useTranslation } from 'react-i18next';
import type { Statistics } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { Figure } from './Figure';
import { Bars, Heat } from './plots';
import { hoursOf, percent } from './Totals';

const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

interface Props {
  statistics: Statistics;
}

/** The plots, each answering one question. */
export function Figures({ statistics }: Props) {
  return (
    <>
      <Machines statistics={statistics} />
      <Hours statistics={statistics} />
      <Outcomes statistics={statistics} />
      <Refusals statistics={statistics} />
    </>
  );
}

const fileOf = ({ site, period }: Statistics, name: string) =>
  `${site.slug}-${name}-${period.first_day}-${period.last_day}`;

function Machines({ statistics }: Props) {
  const { t } = useTranslation('statistics');
  const words = useWords();
  const format = useFormats();
  const machines = [...statistics.machines].sort((a, b) => b.booked_minutes - a.booked_minutes);
  const most = machines[0];
  const used = machines.filter((machine) => machine.booked_minutes > 0).length;
  return (
    <Figure
      title={t('machines.title')}
      reading={
        most && most.booked_minutes > 0
          ? [
              t('machines.reading', {
                name: most.name,
                hours: format.number(hoursOf(most.booked_minutes)),
                share: percent(most.booked_minutes, most.open_minutes) ?? 0,
              }),
              t('machines.idle', { count: machines.length - used, all: machines.length }),
              t('machines.closures'),
            ].join(' ')
          : t(machines.length ? 'machines.unused' : 'machines.none')
      }
      head={[
        t('column.machine'),
        t('column.category'),
        t('column.booked'),
        t('column.booked_before'),
        t('column.used'),
        t('column.open'),
        t('column.utilisation'),
        t('column.bookings'),
        t('column.cancelled'),
        t('column.no_shows'),
      ]}
      rows={machines.map((machine) => [
        machine.name,
        words(machine.category),
        hoursOf(machine.booked_minutes),
        hoursOf(machine.previous_booked_minutes),
        hoursOf(machine.used_minutes),
        hoursOf(machine.open_minutes),
        percent(machine.booked_minutes, machine.open_minutes) ?? '',
        machine.bookings,
        machine.cancelled,
        machine.no_shows,
      ])}
      file={fileOf(statistics, 'machines')}
    >
      <Bars
        bars={machines.slice(0, 20).map((machine) => ({
          key: machine.id,
          label: machine.name,
          now: machine.booked_minutes,
          before: machine.previous_booked_minutes,
          said: t('machines.said', {
            hours: format.number(hoursOf(machine.booked_minutes)),
            share: percent(machine.booked_minutes, machine.open_minutes) ?? 0,
          }),
        }))}
      />
    </Figure>
  );
}

function Hours({ statistics }: Props) {
  const { t } = useTranslation('statistics');
  const hours = statistics.hours.filter((hour) => hour.booked_minutes > 0);
  const busiest = hours.reduce<(typeof hours)[number] | undefined>(
    (most, hour) => (most && most.booked_minutes >= hour.booked_minutes ? most : hour),
    undefined,
  );
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
  return (
    <Figure
      title={t('week.title')}
      reading={
        busiest
          ? t('week.reading', {
              weekday: t(`weekday.${WEEKDAYS[busiest.weekday - 1] ?? '1'}`),
              from: clock(busiest.hour),
              to: clock(busiest.hour + 1),
            })
          : t('week.none')
      }
      head={[t('column.weekday'), t('column.hour'), t('column.booked'), t('column.booked_before')]}
      rows={statistics.hours.map((hour) => [
        t(`weekday.${WEEKDAYS[hour.weekday - 1] ?? '1'}`),
        clock(hour.hour),
        hoursOf(hour.booked_minutes),
        hoursOf(hour.previous_booked_minutes),
      ])}
      file={fileOf(statistics, 'hours')}
    >
      <Heat hours={statistics.hours} weekdays={WEEKDAYS.map((key) => t(`short.${key}`))} />
    </Figure>
  );
}

function Outcomes({ statistics }: Props) {
  const { t } = useTranslation('statistics');
  const format = useFormats();
  const { totals, previous_totals: before } = statistics;
  const kept = (of: Statistics['totals']) => of.bookings - of.cancelled - of.no_shows;
  const parts = [
    { key: 'kept', label: t('outcome.kept'), now: kept(totals), before: kept(before) },
    { key: 'cancelled', label: t('outcome.cancelled'), now: totals.cancelled, before: before.cancelled },
    { key: 'no_shows', label: t('outcome.no_shows'), now: totals.no_shows, before: before.no_shows },
    {
      key: 'refused',
      label: t('outcome.refused'),
      now: totals.requests_refused,
      before: before.requests_refused,
    },
    { key: 'lapsed', label: t('outcome.lapsed'), now: totals.requests_lapsed, before: before.requests_lapsed },
  ];
  const requests = totals.requests_refused + totals.requests_lapsed;
  return (
    <Figure
      title={t('outcome.title')}
      reading={
        totals.bookings > 0
          ? [
              t('outcome.reading', {
                bookings: format.number(totals.bookings),
                cancelled: percent(totals.cancelled, totals.bookings) ?? 0,
                no_shows: percent(totals.no_shows, totals.bookings) ?? 0,
              }),
              requests > 0 &&
                t('outcome.requests', {
                  refused: format.number(totals.requests_refused),
                  lapsed: format.number(totals.requests_lapsed),
                }),
            ]
              .filter(Boolean)
              .join(' ')
          : t('outcome.none')
      }
      head={[t('column.outcome'), t('column.count'), t('column.count_before')]}
      rows={totals.bookings + requests > 0 ? parts.map((part) => [part.label, part.now, part.before]) : []}
      file={fileOf(statistics, 'outcomes')}
    >
      <Bars bars={parts.map((part) => ({ ...part, said: format.number(part.now) }))} />
    </Figure>
  );
}

function Refusals({ statistics }: Props) {
  const { t } = useTranslation('statistics');
  const words = useWords();
  const format = useFormats();
  const { refusals } = statistics;
  const first = refusals[0];
  return (
    <Figure
      title={t('refusals.title')}
      reading={
        first && first.count > 0
          ? t('refusals.reading', { reason: words(first.name), count: first.count })
          : t('refusals.none')
      }
      head={[t('column.reason'), t('column.count'), t('column.count_before')]}
      rows={refusals.map((refusal) => [words(refusal.name), refusal.count, refusal.previous])}
      file={fileOf(statistics, 'refusals')}
    >
      <Bars
        bars={refusals.map((refusal) => ({
          key: refusal.code,
          label: words(refusal.name),
          now: refusal.count,
          before: refusal.previous,
          said: format.number(refusal.count),
        }))}
      />
    </Figure>
  );
}
