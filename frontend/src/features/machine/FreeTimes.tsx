/** The machine's week: a small strip for each day, and its free spans as buttons that open the booking form. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Resource } from '../../api/contract';
import { timelineQuery } from '../../api/queries';
import { useFormats } from '../../i18n/format';
import { dayStrip, freeGaps, toRow, usualMinutes, type Axis, type Row } from '../../timeline/model';
import { stripBands } from '../../timeline/paint';
import { ZoneNote } from '../../timeline/parts/ZoneNote';
import { clipAll, type Span } from '../../timeline/spans';
import { useNow } from '../../timeline/useNow';
import { addDays, dateAt, dayOf, HOUR } from '../../timeline/zone';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import type { WantedSpan } from './MachinePage';
import classes from './FreeTimes.module.css';

const DAYS = 7;
const SHOWN_GAPS = 4;

interface Props {
  machine: Resource;
  onBook: (span: WantedSpan) => void;
}

export function FreeTimes({ machine, onBook }: Props) {
  const { t } = useTranslation('catalogue');
  const { zone } = machine;
  const now = useNow();
  const today = dateAt(now, zone);
  const dates = Array.from({ length: DAYS }, (_, index) => addDays(today, index));
  const { data, error } = useQuery(
    timelineQuery({
      from: new Date(dayOf(today, zone).start).toISOString(),
      to: new Date(dayOf(addDays(today, DAYS - 1), zone).end).toISOString(),
      site: machine.site.slug,
      category: machine.category.slug,
      q: machine.name,
    }),
  );
  const wire = data?.items.find((item) => item.resource.id === machine.id);
  const row = wire && toRow(wire);
  const hours = row && openHours(row, dates, zone);
  return (
    <Panel
      title={t('machine.free_times')}
      aside={
        <Link to="/lich" search={{ site: machine.site.slug, category: machine.category.slug, view: 'week' }}>
          {t('machine.other_week')}
        </Link>
      }
    >
      <ZoneNote zone={zone} at={now} />
      <ProblemAlert error={error} />
      <ol className={classes.days}>
        {dates.map((date) => (
          <li key={date} className={classes.day}>
            {row && hours ? (
              <Day row={row} hours={hours} date={date} zone={zone} now={now} onBook={onBook} />
            ) : (
              <Skeleton height={32} />
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** The part of the day that is drawn: from the earliest opening to the latest closing of the week, after midnight. */
function openHours(row: Row, dates: string[], zone: string): Span {
  const spans = dates.flatMap((date) => {
    const day = dayOf(date, zone);
    return clipAll(row.open, day).map((open) => ({
      start: open.start - day.start,
      end: open.end - day.start,
    }));
  });
  if (spans.length === 0) return { start: 0, end: 24 * HOUR };
  return {
    start: Math.min(...spans.map(({ start }) => start)),
    end: Math.max(...spans.map(({ end }) => end)),
  };
}

interface DayProps {
  row: Row;
  /** drawn part of the day, in milliseconds after midnight */
  hours: Span;
  date: string;
  zone: string;
  now: number;
  onBook: (span: WantedSpan) => void;
}

function Day({ row, hours, date, zone, now, onBook }: DayProps) {
  const { t } = useTranslation('catalogue');
  const format = useFormats(zone);
  const day = dayOf(date, zone);
  const axis: Axis = { start: day.start + hours.start, end: day.start + hours.end, origin: day.start };
  const strip = dayStrip(row, date, axis, now);
  const gaps = clipAll(freeGaps(row, now, day.start), day);
  const name = format.dayShort(new Date(day.start));
  return (
    <>
      <span className={classes.name}>{name}</span>
      <span className={classes.strip} aria-hidden style={{ background: stripBands(strip, axis, now) }} />
      <span className={classes.gaps}>
        {gaps.length === 0 && <span className={classes.none}>{t('machine.no_free')}</span>}
        {gaps.slice(0, SHOWN_GAPS).map((gap) => {
          const span = {
            starts_at: new Date(gap.start).toISOString(),
            ends_at: new Date(gap.end).toISOString(),
          };
          const range = format.range(span.starts_at, span.ends_at);
          return (
            <button
              key={gap.start}
              type="button"
              className={classes.gap}
              onClick={() => onBook(firstSlot(row, span))}
            >
              {range}
              <span className="visually-hidden"> {t('machine.book_gap', { day: name, range })}</span>
            </button>
          );
        })}
        {gaps.length > SHOWN_GAPS && (
          <span className={classes.none}>{t('machine.more_gaps', { count: gaps.length - SHOWN_GAPS })}</span>
        )}
      </span>
    </>
  );
}

/** An hour, or what the rules ask for, from the beginning of the gap. */
function firstSlot(row: Row, gap: WantedSpan): WantedSpan {
  const minutes = usualMinutes(row.rules);
  const end = Math.min(Date.parse(gap.ends_at), Date.parse(gap.starts_at) + minutes * 60_000);
  return { starts_at: gap.starts_at, ends_at: new Date(end).toISOString() };
}
