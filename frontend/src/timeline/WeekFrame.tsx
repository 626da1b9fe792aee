/** The week's grid without its hands: days, groups, a strip for each day. No hooks, so that `first/` draws it too. */
import { memo, type CSSProperties } from 'react';
import type { Formats } from '../i18n/formats';
import type { GridWords } from './gridWords';
import type { Group } from './group';
import { machineHref } from './machineHref';
import { axisOf, dayStrip, freeSpans, hoursOf, type Axis, type DayStrip, type Row } from './model';
import { stripBands } from './paint';
import classes from './WeekGrid.module.css';
import { instantOf, weekOf } from './zone';

export interface Day {
  date: string;
  axis: Axis;
  /** T7 21/11 */
  title: string;
  /** Thứ Bảy, 21/11 */
  spoken: string;
}

/** Pixels, as the styles have it. */
export const ROW_HEIGHT = 52;

type Open = (date: string, rowId: string) => void;

/** The days of the week that holds `date`, each with the hours that its strips show. */
export function weekDays(
  rows: readonly Row[],
  date: string,
  zone: string,
  format: Formats,
  wholeDay: boolean,
): Day[] {
  return weekOf(date).map((each) => {
    const noon = new Date(instantOf(each, 720, zone));
    return {
      date: each,
      axis: axisOf(rows, each, zone, 0, wholeDay),
      title: format.dayShort(noon),
      spoken: format.day(noon),
    };
  });
}

/** The days above the strips. */
export function WeekRuler({ days, today, words }: { days: Day[]; today: string; words: GridWords }) {
  return (
    <div role="row" className={classes.ruler}>
      <div role="columnheader" className={classes.corner}>
        {words.t('machine')}
      </div>
      {days.map((day) => (
        <div
          key={day.date}
          role="columnheader"
          className={classes.day}
          data-today={day.date === today || undefined}
          aria-current={day.date === today ? 'date' : undefined}
        >
          {day.title}
          {day.date === today && <span className={classes.today}>{words.t('week.today')}</span>}
        </div>
      ))}
    </div>
  );
}

interface GroupProps {
  group: Group;
  words: GridWords;
  days: Day[];
  now: number;
  active: { rowId: string | null; day: number };
  showSite: boolean;
  onOpen?: Open;
}

/** The machines of one category. */
export function WeekGroup({ group, words, days, now, active, showSite, onOpen }: GroupProps) {
  return (
    <div role="rowgroup" className={classes.group}>
      <div role="row">
        <div role="rowheader" className={classes.title}>
          {words.words(group.category.name)}
        </div>
      </div>
      {group.rows.map((row) => (
        <WeekRow
          key={row.id}
          row={row}
          words={words}
          days={days}
          now={now}
          active={row.id === active.rowId ? active.day : null}
          showSite={showSite}
          onOpen={onOpen}
        />
      ))}
    </div>
  );
}

interface RowProps {
  row: Row;
  words: GridWords;
  days: Day[];
  now: number;
  /** position of the day that the keyboard's cursor is on */
  active: number | null;
  showSite: boolean;
  onOpen?: Open;
}

const WeekRow = memo(function WeekRow({ row, words, days, now, active, showSite, onOpen }: RowProps) {
  const { t, format } = words;
  const { resource } = row;
  const free = freeSpans(row);
  const local = words.local(row, days[0]?.axis.start ?? now);
  const notes = [showSite && words.words(resource.site.name), local].filter(Boolean);
  return (
    <div role="row" className={classes.row}>
      <div role="rowheader" className={classes.name}>
        <a href={machineHref(resource.id)} data-machine={resource.id} tabIndex={-1}>
          {resource.name}
        </a>
        {notes.length > 0 && <span>{notes.join(' · ')}</span>}
      </div>
      {days.map((day, position) => {
        const strip = dayStrip(row, day.date, day.axis, now, free);
        const state = stateOf(row, strip, day, now);
        const text = t(`week.${state}`, { hours: format.number(hoursOf(strip.free)) });
        const said = [
          text,
          strip.mine.length > 0 && t('week.mine'),
          strip.waiting.length > 0 && t('week.waiting'),
        ]
          .filter(Boolean)
          .join(', ');
        return (
          <div
            key={day.date}
            role="gridcell"
            tabIndex={active === position ? 0 : -1}
            data-cell=""
            data-state={state}
            className={classes.cell}
            style={{ '--strip': stripBands(strip, day.axis, now) } as CSSProperties}
            aria-label={t('week.cell', { state: said, name: resource.name, day: day.spoken })}
            onClick={() => onOpen?.(day.date, row.id)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' || event.key === ' ') onOpen?.(day.date, row.id);
            }}
          >
            {text}
          </div>
        );
      })}
    </div>
  );
});

type State = 'free' | 'full' | 'closed' | 'past' | 'out';

/** The one word about a day; free hours are said only where something can still be booked. */
function stateOf(row: Row, strip: DayStrip, day: Day, now: number): State {
  if (strip.opened === 0) return 'closed';
  // A house that never closes can be booked after the hours that the strips show.
  if (day.axis.end <= now && strip.free === 0) return 'past';
  if (row.resource.state !== 'in_order') return 'out';
  return strip.free > 0 ? 'free' : 'full';
}
