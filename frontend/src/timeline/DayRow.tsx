import { memo, type CSSProperties } from 'react';
import { barsOf, percent, poolLevels, type Axis, type Busy, type Row } from './model';
import { openBands } from './paint';
import { clipAll, type Span } from './spans';
import classes from './DayGrid.module.css';
import { PENDING, type GridWords } from './gridWords';
import { machineHref } from './machineHref';

interface Props {
  row: Row;
  axis: Axis;
  words: GridWords;
  /** the keyboard's cursor is on this row */
  active: boolean;
  showSite: boolean;
  /** the reservation that is being moved; its bar steps back */
  lifted: string | null;
}

const place = (axis: Axis, { start, end }: Span) =>
  ({ '--from': percent(axis, start), '--to': percent(axis, end) }) as CSSProperties;

/** One machine's day: its name, and one lane on which time is painted and only bookings are elements. */
export const DayRow = memo(function DayRow({ row, axis, words, active, showSite, lifted }: Props) {
  const { resource } = row;
  const broken = resource.state !== 'in_order';
  const need = resource.qualification;
  const missing = need && need.held !== true ? words.t('needs', { name: words.words(need.name) }) : null;
  const notes = [missing ?? (showSite && words.words(resource.site.name)), words.local(row, axis.start)];
  return (
    <div className={classes.row} role="row" data-broken={broken || undefined}>
      <div role="rowheader" className={classes.name}>
        <a href={machineHref(resource.id)} data-machine={resource.id} tabIndex={-1}>
          {resource.name}
        </a>
        {broken ? (
          <span className={classes.fault}>
            {words.t(resource.state === 'retired' ? 'retired' : 'out_of_order')}
          </span>
        ) : (
          <span className={classes.note} data-need={missing !== null || undefined}>
            {notes.filter(Boolean).join(' · ')}
          </span>
        )}
      </div>
      <div
        role="gridcell"
        className={classes.lane}
        data-row={row.id}
        tabIndex={active ? 0 : -1}
        aria-label={words.row(row, axis)}
        style={{ '--open': openBands(axis, row.open) } as CSSProperties}
      >
        {clipAll(row.closures, axis).map((closure) => (
          <span
            key={`closed ${closure.start}`}
            className={classes.closure}
            style={place(axis, closure)}
            data-label={words.closure(closure)}
          />
        ))}
        {resource.units > 1 && <PoolBars row={row} axis={axis} words={words} />}
        {barsOf(row, axis)
          .filter((busy) => resource.units === 1 || busy.mine)
          .map((busy) => (
            <Bar
              key={`${busy.start} ${busy.reservationId}`}
              busy={busy}
              axis={axis}
              words={words}
              lifted={lifted}
            />
          ))}
      </div>
    </div>
  );
});

/** How many units of a pool are left, piece by piece. */
function PoolBars({ row, axis, words }: Pick<Props, 'row' | 'axis' | 'words'>) {
  const { units } = row.resource;
  return clipAll(poolLevels(row), axis).map((level) => (
    <span
      key={`pool ${level.start}`}
      className={classes.bar}
      data-kind={level.free === 0 ? 'busy' : 'pool'}
      style={place(axis, level)}
      data-label={words.t('pool', { free: level.free, units })}
    />
  ));
}

/** Own ones apart from others', and those that wait for approval apart from those that stand. */
function kindOf(busy: Busy): string {
  if (busy.mine) return busy.state === 'held' ? 'waiting' : 'mine';
  return busy.state === 'in_use' ? 'in_use' : 'busy';
}

function Bar({
  busy,
  axis,
  words,
  lifted,
}: { busy: Busy; lifted: string | null } & Pick<Props, 'axis' | 'words'>) {
  const own = busy.mine && busy.reservationId !== null && busy.reservationId !== PENDING;
  return (
    <span
      className={classes.bar}
      data-kind={kindOf(busy)}
      data-own={own ? busy.reservationId : undefined}
      data-lifted={(own && lifted === busy.reservationId) || undefined}
      data-pending={busy.reservationId === PENDING || undefined}
      style={place(axis, busy)}
      data-label={words.bar(busy)}
    />
  );
}
