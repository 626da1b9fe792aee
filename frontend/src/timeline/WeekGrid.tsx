import { memo, useMemo, useState, type CSSProperties, type KeyboardEvent } from 'react';
import type { Group } from './group';
import { axisOf, dayStrip, freeSpans, hoursOf, type Axis, type DayStrip, type Row } from './model';
import { stripBands } from './paint';
import classes from './WeekGrid.module.css';
import { useGridWords, type GridWords } from './useGridWords';
import { machineHref, useMachineLinks } from './useMachineLinks';
import { instantOf, weekOf } from './zone';

interface Props {
  groups: Group[];
  /** any date of the week, yyyy-MM-dd */
  date: string;
  today: string;
  zone: string;
  now: number;
  showSite: boolean;
  stale: boolean;
  /** nights, too */
  wholeDay: boolean;
  label: string;
  onOpen: (date: string, rowId: string) => void;
}

interface Day {
  date: string;
  axis: Axis;
  /** T7 21/11 */
  title: string;
  /** Thứ Bảy, 21/11 */
  spoken: string;
}

/** A week of all machines: a strip for each day with its free hours beneath, a press opens the day. */
export function WeekGrid({
  groups,
  date,
  today,
  zone,
  now,
  showSite,
  stale,
  wholeDay,
  label,
  onOpen,
}: Props) {
  const words = useGridWords();
  const { t, format } = words;
  const follow = useMachineLinks();
  const rows = useMemo(() => groups.flatMap((group) => group.rows), [groups]);
  const monday = weekOf(date)[0];
  const days = useMemo<Day[]>(
    () =>
      weekOf(date).map((each) => {
        const noon = new Date(instantOf(each, 720, zone));
        return {
          date: each,
          axis: axisOf(rows, each, zone, 0, wholeDay),
          title: format.dayShort(noon),
          spoken: format.day(noon),
        };
      }),
    // A new date within the week changes nothing here.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [rows, monday, zone, format, wholeDay],
  );
  const [cursor, setCursor] = useState({ row: 0, day: Math.max(0, weekOf(date).indexOf(date)) });
  const active = { row: Math.min(cursor.row, rows.length - 1), day: cursor.day };
  const activeId = rows[active.row]?.id;

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const next = weekMove(active, event.key, rows.length);
    if (!next) return;
    event.preventDefault();
    setCursor(next);
    const cells = event.currentTarget.querySelectorAll<HTMLElement>('[data-cell]');
    cells[next.row * 7 + next.day]?.focus();
  };

  return (
    <div
      role="grid"
      tabIndex={-1}
      aria-label={label}
      aria-busy={stale}
      data-stale={stale || undefined}
      className={classes.grid}
      onKeyDown={onKeyDown}
      onClick={follow}
    >
      <div role="row" className={classes.ruler}>
        <div role="columnheader" className={classes.corner}>
          {t('machine')}
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
            {day.date === today && <span className={classes.today}>{t('week.today')}</span>}
          </div>
        ))}
      </div>
      {groups.map((group) => (
        <div
          key={group.key}
          role="rowgroup"
          className={classes.group}
          style={{ '--rows': group.rows.length } as CSSProperties}
        >
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
              active={row.id === activeId ? active.day : null}
              showSite={showSite}
              onOpen={onOpen}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

interface RowProps {
  row: Row;
  words: GridWords;
  days: Day[];
  now: number;
  active: number | null;
  showSite: boolean;
  onOpen: Props['onOpen'];
}

const WeekRow = memo(function WeekRow({ row, words, days, now, active, showSite, onOpen }: RowProps) {
  const { t, format } = words;
  const { resource } = row;
  const free = freeSpans(row);
  return (
    <div role="row" className={classes.row}>
      <div role="rowheader" className={classes.name}>
        <a href={machineHref(resource.id)} data-machine={resource.id} tabIndex={-1}>
          {resource.name}
        </a>
        {showSite && <span>{words.words(resource.site.name)}</span>}
      </div>
      {days.map((day, position) => {
        const strip = dayStrip(row, day.date, day.axis, now, free);
        const state = stateOf(row, strip, day, now);
        const text = t(`week.${state}`, { hours: format.number(hoursOf(strip.free)) });
        const said = strip.mine.length > 0 ? `${text}, ${t('week.mine')}` : text;
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
            onClick={() => onOpen(day.date, row.id)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' || event.key === ' ') onOpen(day.date, row.id);
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
  if (day.axis.end <= now) return 'past';
  if (row.resource.state !== 'in_order') return 'out';
  return strip.free > 0 ? 'free' : 'full';
}

function weekMove(from: { row: number; day: number }, key: string, count: number) {
  const moves: Record<string, [number, number]> = {
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    PageUp: [-8, 0],
    PageDown: [8, 0],
    Home: [0, -6],
    End: [0, 6],
  };
  const move = moves[key];
  if (!move) return null;
  return {
    row: Math.min(count - 1, Math.max(0, from.row + move[0])),
    day: Math.min(6, Math.max(0, from.day + move[1])),
  };
}
