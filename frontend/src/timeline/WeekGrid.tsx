import { useMemo, useState, type KeyboardEvent } from 'react';
import type { Group } from './group';
import classes from './WeekGrid.module.css';
import { Rest } from './DayFrame';
import { ROW_HEIGHT, WeekGroup, WeekRuler, weekDays } from './WeekFrame';
import { useFirstRows } from './useFirstRows';
import { useGridWords } from './useGridWords';
import { useMachineLinks } from './useMachineLinks';
import { weekOf } from './zone';

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
  const { format } = words;
  const follow = useMachineLinks();
  const rows = useMemo(() => groups.flatMap((group) => group.rows), [groups]);
  const { drawn, rest } = useFirstRows(groups, ROW_HEIGHT);
  const monday = weekOf(date)[0];
  const days = useMemo(
    () => weekDays(rows, date, zone, format, wholeDay),
    // A new date within the week changes nothing here.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [rows, monday, zone, format, wholeDay],
  );
  const [cursor, setCursor] = useState({ row: 0, day: Math.max(0, weekOf(date).indexOf(date)) });
  const active = { row: Math.min(cursor.row, rows.length - 1), day: cursor.day };
  const activeCell = { rowId: rows[active.row]?.id ?? null, day: active.day };

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
      aria-busy={stale || rest > 0}
      data-stale={stale || undefined}
      className={classes.grid}
      onKeyDown={onKeyDown}
      onClick={follow}
    >
      <WeekRuler days={days} today={today} words={words} />
      {drawn.map((group) => (
        <WeekGroup
          key={group.key}
          group={group}
          words={words}
          days={days}
          now={now}
          active={activeCell}
          showSite={showSite}
          onOpen={onOpen}
        />
      ))}
      <Rest count={rest} className={classes.rest} />
    </div>
  );
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
