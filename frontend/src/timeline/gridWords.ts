/** What the timeline says about rows, bars and spots. */
import type { TFunction } from 'i18next';
import type { Words } from '../api/contract';
import type { Formats } from '../i18n/formats';
import { bookableWindow, poolLevels, type Axis, type Busy, type Closure, type Row } from './model';
import { aheadOf } from './local';
import { overlaps, within, type Span } from './spans';
import { MINUTE } from './zone';

/** The sentences of the timeline in one language and zone. */
export function gridWords(
  t: TFunction<'timeline'>,
  words: (words: Words | null | undefined) => string,
  format: Formats,
) {
  const time = (at: number) => format.time(new Date(at));
  const span = ({ start, end }: Span) => format.range(new Date(start), new Date(end));
  const day = (at: number) => format.day(new Date(at));
  const length = ({ start, end }: Span) => format.minutes((end - start) / MINUTE);

  const bar = (busy: Busy): string => {
    if (busy.reservationId === PENDING) return t('pending');
    if (busy.mine) return t(busy.state === 'held' ? 'mine_waiting' : 'mine_span', { span: span(busy) });
    return busy.state === 'in_use' ? t('in_use') : t('busy');
  };

  /** That clocks differ where the machine stands; null where they agree with the page's. */
  const local = (shown: Row, at: number): string | null => {
    const ahead = aheadOf(shown.resource.zone, format.zone, at);
    return ahead && t('local', { ahead });
  };

  const row = (shown: Row, axis: Axis): string => {
    const away = local(shown, axis.start);
    return away ? `${state(shown, axis)}; ${away}` : state(shown, axis);
  };

  const state = (shown: Row, axis: Axis): string => {
    const { name, state: known } = shown.resource;
    if (known !== 'in_order') return t(`row.${known}`, { name });
    if (!shown.open.some((open) => overlaps(open, axis))) return t('row.closed', { name });
    const taken = shown.busy.filter((busy) => overlaps(busy, axis));
    const spans = taken.map((busy) => (busy.mine ? bar(busy) : span(busy))).join(', ');
    const said = taken.length === 0 ? t('row.free', { name }) : t('row.busy', { name, spans });
    const need = shown.resource.qualification;
    return need && need.held !== true ? `${said}; ${t('needs', { name: words(need.name) })}` : said;
  };

  const spot = (shown: Row, at: number, now: number): string => {
    const own = shown.busy.find((busy) => busy.mine && within(busy, at));
    if (own) return t(own.state === 'held' ? 'spot.mine_waiting' : 'spot.mine', { span: span(own) });
    if (shown.resource.state !== 'in_order') return t('spot.out_of_order');
    const closure = shown.closures.find((each) => within(each, at));
    if (closure) return t('closed_reason', { reason: words(closure.reason) });
    if (!shown.open.some((open) => within(open, at))) return t('spot.closed');
    if (shown.resource.units > 1) {
      const level = poolLevels(shown).find((each) => within(each, at));
      if (level) return t('spot.pool', { free: level.free, units: shown.resource.units });
    }
    const taken = shown.resource.units === 1 && shown.busy.find((busy) => within(busy, at));
    if (taken) return taken.state === 'in_use' ? t('spot.in_use') : t('spot.busy');
    const cell = at + shown.rules.raster_minutes * MINUTE;
    if (cell <= now) return t('spot.past');
    const bookable = bookableWindow(shown, now);
    if (cell <= bookable.start) return t('spot.too_soon');
    return at >= bookable.end ? t('spot.too_far') : t('spot.free');
  };

  const closure = (shown: Closure) => t('closed_reason', { reason: words(shown.reason) });

  return { t, words, format, time, span, day, length, bar, local, row, spot, closure };
}

/** Stands for the reservation's id until the server has answered. */
export const PENDING = 'pending';

export type GridWords = ReturnType<typeof gridWords>;

/** The same with times as clocks in the zone show them. */
export const wordsIn = ({ t, words, format }: GridWords, zone: string): GridWords =>
  gridWords(t, words, format.in(zone));
