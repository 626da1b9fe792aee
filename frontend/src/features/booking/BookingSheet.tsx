import { ActionIcon, Button, Skeleton } from '@mantine/core';
import { IconCheck, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nextSlots, usualMinutes, type Row, type Selection } from '../../timeline/model';
import { ZoneNote } from '../../timeline/parts/ZoneNote';
import { useGridWords } from '../../timeline/useGridWords';
import { useNow } from '../../timeline/useNow';
import { useTimeline } from '../../timeline/useTimeline';
import { addDays, dateAt, dayOf } from '../../timeline/zone';
import { EmptyState } from '../../ui/EmptyState';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { BookingPanel } from './BookingPanel';
import classes from './booking.module.css';
import { useBooking } from './useBooking';

const SLOTS = 8;

interface Props {
  /** what is known of the machine already; its day is asked for by site and category */
  resource: Row['resource'];
  /** of the machine's site */
  zone: string;
  /** first day shown, yyyy-MM-dd */
  date: string;
  initial?: Selection | null;
  /** what is to be booked is on another machine, which may stand at another site */
  onElsewhere: (selection: Selection) => void;
  onClose: () => void;
}

/** Booking without a grid: the next free times as buttons, then one press to confirm. */
export function BookingSheet({ resource, zone, date: firstDate, initial, onElsewhere, onClose }: Props) {
  const { t } = useTranslation('booking');
  const words = useGridWords(zone);
  const now = useNow();
  const today = dateAt(now, zone);
  const [date, setDate] = useState(initial ? dateAt(initial.start, zone) : firstDate);
  const [selection, setSelection] = useState<Selection | null>(initial ?? null);
  const [minutes, setMinutes] = useState(usualMinutes(resource.rules));
  const [units, setUnits] = useState(1);
  const [error, setError] = useState<unknown>(null);
  const { book, busy } = useBooking();
  const timeline = useTimeline(date, 1, zone, { site: resource.site.slug, category: resource.category.slug });
  const row = timeline.rows.find((each) => each.id === resource.id);
  const slots = useMemo(() => {
    const { start, end } = dayOf(date, zone);
    if (!row || timeline.stale) return [];
    const all = nextSlots(row, Math.max(now, start), start, minutes, 200);
    return all.filter((slot) => slot.start < end).slice(0, SLOTS);
  }, [row, timeline.stale, date, zone, now, minutes]);

  const choose = (next: Selection | null) => {
    setSelection(next);
    setError(null);
    if (next) setDate(dateAt(next.start, zone));
  };
  const goTo = (day: string) => {
    choose(null);
    setDate(day);
  };
  const submit = async () => {
    if (!selection) return;
    try {
      await book(selection, units, zone);
      onClose();
    } catch (failure) {
      setError(failure);
    }
  };

  return (
    <div className={classes.panel}>
      <p className={classes.quiet}>{words.words(resource.site.name)}</p>
      <div className={classes.dayBar}>
        <ActionIcon
          variant="default"
          size={44}
          aria-label={t('day.previous')}
          disabled={date <= today}
          onClick={() => goTo(addDays(date, -1))}
        >
          <IconChevronLeft aria-hidden />
        </ActionIcon>
        <span aria-live="polite">{words.day(dayOf(date, zone).start)}</span>
        <ActionIcon
          variant="default"
          size={44}
          aria-label={t('day.next')}
          onClick={() => goTo(addDays(date, 1))}
        >
          <IconChevronRight aria-hidden />
        </ActionIcon>
      </div>
      <ZoneNote zone={zone} at={dayOf(date, zone).start} />
      <Lengths
        row={row}
        resource={resource}
        minutes={minutes}
        onChange={(next) => (setMinutes(next), choose(null))}
      />
      <ProblemAlert error={timeline.error} />
      {timeline.loading && <Skeleton height={96} aria-hidden />}
      <fieldset className={classes.chips} hidden={slots.length === 0}>
        <legend>{t('free_times')}</legend>
        {slots.map((slot) => {
          const pressed = selection?.start === slot.start && selection.end === slot.end;
          return (
            <button
              key={slot.start}
              type="button"
              className={classes.chip}
              aria-pressed={pressed}
              onClick={() => choose({ rowId: resource.id, ...slot })}
            >
              {pressed && <IconCheck size={16} className={classes.chipCheck} aria-hidden />}
              {words.span(slot)}
            </button>
          );
        })}
      </fieldset>
      {row && !timeline.stale && slots.length === 0 && (
        <EmptyState
          title={t('no_times')}
          action={
            <Button variant="default" onClick={() => goTo(addDays(date, 1))}>
              {t('day.try_next')}
            </Button>
          }
        />
      )}
      {row && selection && (
        <BookingPanel
          row={row}
          selection={selection}
          units={units}
          zone={zone}
          now={now}
          error={error}
          busy={busy}
          untitled
          back={backTo(selection)}
          onChange={choose}
          onUnits={setUnits}
          onAlternative={(offer) => (offer.rowId === resource.id ? choose(offer) : onElsewhere(offer))}
          onBook={() => void submit()}
          onClose={onClose}
        />
      )}
    </div>
  );
}

interface LengthsProps {
  row: Row | undefined;
  resource: Row['resource'];
  minutes: number;
  onChange: (minutes: number) => void;
}

/** How long: a few useful lengths within the rules. */
function Lengths({ row, resource, minutes, onChange }: LengthsProps) {
  const { t } = useTranslation('booking');
  const words = useGridWords();
  const rules = row?.rules ?? resource.rules;
  const offered = [...new Set([rules.min_minutes, usualMinutes(rules), 90, 120, 180, 240])]
    .filter(
      (each) => each >= rules.min_minutes && each <= rules.max_minutes && each % rules.raster_minutes === 0,
    )
    .sort((a, b) => a - b)
    .slice(0, 5);
  if (offered.length < 2) return null;
  return (
    <fieldset className={classes.chips}>
      <legend>{t('how_long')}</legend>
      {offered.map((each) => (
        <button
          key={each}
          type="button"
          className={classes.chip}
          aria-pressed={each === minutes}
          onClick={() => onChange(each)}
        >
          {words.format.minutes(each)}
        </button>
      ))}
    </fieldset>
  );
}

/** The timeline's address with this selection opened. */
function backTo(selection: Selection): string {
  const query = new URLSearchParams({
    resource: selection.rowId,
    starts_at: new Date(selection.start).toISOString(),
    ends_at: new Date(selection.end).toISOString(),
  });
  return `/lich?${query.toString()}`;
}
