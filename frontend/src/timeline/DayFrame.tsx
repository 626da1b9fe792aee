/** The day's grid without its hands: hours, groups of rows, past and present. No hooks, so that `first/` draws it too. */
import type { CSSProperties } from 'react';
import classes from './DayGrid.module.css';
import { DayRow } from './DayRow';
import type { GridWords } from './gridWords';
import type { Group } from './group';
import { percent, ticks, type Axis } from './model';
import { within } from './spans';

/** Pixels, as the styles have it. */
export const ROW_HEIGHT = 44;

interface GroupProps {
  group: Group;
  axis: Axis;
  words: GridWords;
  /** the row that the keyboard's cursor is on */
  active: string | null;
  showSite: boolean;
  lifted: string | null;
}

/** The machines of one category. */
export function DayGroup({ group, axis, words, active, showSite, lifted }: GroupProps) {
  return (
    <div role="rowgroup" className={classes.group}>
      <div role="row">
        <div role="rowheader" className={classes.title}>
          {words.words(group.category.name)}
        </div>
      </div>
      {group.rows.map((row) => (
        <DayRow
          key={row.id}
          row={row}
          axis={axis}
          words={words}
          active={active === row.id}
          showSite={showSite}
          lifted={lifted}
        />
      ))}
    </div>
  );
}

/** Keeps the place of rows that are drawn a moment later. */
export function Rest({ count, className }: { count: number; className: string | undefined }) {
  return count > 0 && <div className={className} style={{ '--rest': count } as CSSProperties} />;
}

interface TimeProps {
  axis: Axis;
  now: number;
}

const at = (axis: Axis, now: number) => ({ '--now': percent(axis, now) }) as CSSProperties;

/** The past, shaded, and the line of the present, over all lanes. */
export function Present({ axis, now }: TimeProps) {
  return (
    <>
      {now > axis.start && <div className={classes.past} style={at(axis, now)} />}
      {within(axis, now) && <div className={classes.now} style={at(axis, now)} />}
    </>
  );
}

/** The hours above the lanes. */
export function Ruler({ axis, now, words }: TimeProps & { words: GridWords }) {
  return (
    <div role="row" className={classes.ruler}>
      <div role="columnheader" className={classes.corner}>
        {words.t('machine')}
      </div>
      <div role="columnheader" className={classes.hours}>
        {ticks(axis).map((hour) => (
          <span
            key={hour}
            className={classes.hour}
            style={{ '--from': percent(axis, hour) } as CSSProperties}
          >
            {words.time(hour)}
          </span>
        ))}
        {within(axis, now) && (
          <span className={classes.nowLabel} style={at(axis, now)} aria-hidden>
            {words.time(now)}
          </span>
        )}
      </div>
    </div>
  );
}
