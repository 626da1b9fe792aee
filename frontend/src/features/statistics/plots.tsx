/** Plots as plain SVG; every figure in them is said beside it or in the table, so they are for the eye only. */
import { useTranslation } from 'react-i18next';
import type { Statistics } from '../../api/contract';
import classes from './statistics.module.css';

export interface Bar {
  key: string;
  label: string;
  now: number;
  before: number;
  /** what `now` says in words */
  said: string;
}

/** Lying bars: this period above, the one before as a thin line below it. */
export function Bars({ bars }: { bars: Bar[] }) {
  const { t } = useTranslation('statistics');
  const most = Math.max(1, ...bars.flatMap((bar) => [bar.now, bar.before]));
  const share = (value: number) => `${(100 * value) / most}%`;
  return (
    <>
      <ul className={classes.bars}>
        {bars.map((bar) => (
          <li key={bar.key} className={classes.bar}>
            <span className={classes.label}>{bar.label}</span>
            <svg className={classes.track} aria-hidden>
              <rect className={classes.ground} width="100%" height="18" rx="3" />
              <rect className={classes.now} width={share(bar.now)} height="11" rx="3" />
              <rect className={classes.then} y="13" width={share(bar.before)} height="4" rx="2" />
            </svg>
            <span className={classes.amount}>{bar.said}</span>
          </li>
        ))}
      </ul>
      <p className={classes.key}>
        <span>
          <svg width="14" height="10" aria-hidden>
            <rect className={classes.now} width="14" height="10" rx="3" />
          </svg>
          {t('key.now')}
        </span>
        <span>
          <svg width="14" height="10" aria-hidden>
            <rect className={classes.then} y="3" width="14" height="4" rx="2" />
          </svg>
          {t('key.before')}
        </span>
      </p>
    </>
  );
}

const [LEFT, TOP, CELL] = [34, 18, 26];

/** A week of hours: the darker, the more was booked. */
export function Heat({ hours, weekdays }: { hours: Statistics['hours']; weekdays: string[] }) {
  const used = hours.filter((hour) => hour.booked_minutes > 0);
  const first = Math.min(8, ...used.map((hour) => hour.hour));
  const last = Math.max(17, ...used.map((hour) => hour.hour));
  const most = Math.max(1, ...used.map((hour) => hour.booked_minutes));
  const minutes = new Map(used.map((hour) => [`${hour.weekday} ${hour.hour}`, hour.booked_minutes]));
  const columns = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const width = LEFT + columns.length * CELL;
  return (
    <svg viewBox={`0 0 ${width} ${TOP + 7 * 22}`} className={classes.heat} aria-hidden>
      {columns.map((hour, column) => (
        <text key={hour} x={LEFT + column * CELL + CELL / 2} y="12" textAnchor="middle">
          {hour}
        </text>
      ))}
      {weekdays.map((name, row) => (
        <g key={name}>
          <text x="0" y={TOP + row * 22 + 15}>
            {name}
          </text>
          {columns.map((hour, column) => {
            const share = (minutes.get(`${row + 1} ${hour}`) ?? 0) / most;
            const place = { x: LEFT + column * CELL, y: TOP + row * 22, width: CELL - 2, height: 20, rx: 3 };
            return (
              <g key={hour}>
                <rect {...place} className={classes.ground} />
                {share > 0 && <rect {...place} className={classes.now} opacity={0.15 + 0.85 * share} />}
              </g>
            );
          })}
        </g>
      ))}
    </svg>
  );
}
