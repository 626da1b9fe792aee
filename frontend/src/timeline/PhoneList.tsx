import { memo, type CSSProperties, type MouseEvent } from 'react';
import { StatusBadge, type Tone } from '../ui/StatusBadge';
import type { Group } from './group';
import { dayStrip, freeGaps, freeUntil, hoursOf, type Axis, type Row } from './model';
import { originOf } from './local';
import { stripBands } from './paint';
import classes from './PhoneList.module.css';
import { within } from './spans';
import { wordsIn, type GridWords } from './gridWords';
import { machineHref } from './machineHref';

interface Props {
  groups: Group[];
  axis: Axis;
  now: number;
  showSite: boolean;
  words: GridWords;
  /** follows the link to a machine without loading the page anew */
  follow?: (event: MouseEvent<HTMLElement>) => void;
  onBook?: (rowId: string) => void;
}

/** The day on a phone: a card for each machine with its day as a strip. No hooks, so that `first/` draws it too. */
export function PhoneList({ groups, axis, now, showSite, words, follow, onBook }: Props) {
  return groups.map((group) => (
    <section
      key={group.key}
      className={classes.group}
      style={{ '--rows': group.rows.length } as CSSProperties}
    >
      <h2 className={classes.title}>{words.words(group.category.name)}</h2>
      <ul className={classes.list}>
        {group.rows.map((row) => (
          <Card
            key={row.id}
            row={row}
            axis={axis}
            now={now}
            showSite={showSite}
            words={words}
            follow={follow}
            onBook={onBook}
          />
        ))}
      </ul>
    </section>
  ));
}

interface CardProps extends Omit<Props, 'groups'> {
  row: Row;
}

const Card = memo(function Card({ row, axis, now, showSite, words, follow, onBook }: CardProps) {
  const { resource } = row;
  // No hours stand above a card: its times are those of the place it is in.
  const there = wordsIn(words, resource.zone);
  const { tone, text } = statusOf(row, axis, now, there);
  const strip = dayStrip(row, '', axis, now);
  const mine = strip.mine.map(there.span).join(', ');
  const waiting = strip.waiting.map(there.span).join(', ');
  const local = words.local(row, axis.start);
  const bookable = tone === 'free';
  return (
    <li className={classes.card}>
      <div className={classes.facts}>
        <a
          href={machineHref(resource.id)}
          data-machine={resource.id}
          className={classes.name}
          onClick={follow}
        >
          {resource.name}
        </a>
        {showSite && <span className={classes.site}>{words.words(resource.site.name)}</span>}
        {local && <span className={classes.site}>{local}</span>}
        <StatusBadge tone={tone} plain>
          {text}
        </StatusBadge>
        <span
          role="img"
          className={classes.strip}
          style={{ '--strip': stripBands(strip, axis, now) } as CSSProperties}
          aria-label={[there.row(row, axis), local].filter(Boolean).join('; ')}
        />
        {mine && <span className={classes.mine}>{words.t('phone.mine', { spans: mine })}</span>}
        {waiting && <span className={classes.waiting}>{words.t('phone.waiting', { spans: waiting })}</span>}
      </div>
      {bookable && (
        <button
          type="button"
          className={classes.book}
          aria-label={words.t('phone.book_name', { name: resource.name })}
          onClick={() => onBook?.(row.id)}
        >
          {words.t('phone.book')}
        </button>
      )}
    </li>
  );
});

function statusOf(row: Row, axis: Axis, now: number, words: GridWords): { tone: Tone; text: string } {
  const { t } = words;
  if (row.resource.state !== 'in_order') return { tone: 'fault', text: t('phone.out') };
  const strip = dayStrip(row, '', axis, now);
  if (strip.opened === 0) return { tone: 'closed', text: t('phone.closed') };
  const next = freeGaps(row, now, originOf(row, axis)).find((gap) => gap.start < axis.end);
  if (!next) return { tone: 'busy', text: t('phone.full') };
  const until = freeUntil(row, now);
  if (until) return { tone: 'free', text: t('phone.free_until', { time: words.time(until) }) };
  if (within(axis, now))
    return { tone: 'free', text: t('phone.free_from', { time: words.time(next.start) }) };
  return { tone: 'free', text: t('phone.free_all_day', { hours: words.format.number(hoursOf(strip.free)) }) };
}
