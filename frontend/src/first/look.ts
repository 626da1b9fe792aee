/** What the first look is drawn with: words, formats and the present, known before React starts. */
import type { TFunction } from 'i18next';
import type { Region, Words } from '../api/contract';
import { formatsFor } from '../i18n/formats';
import type { Language } from '../i18n/language';
import { translator } from '../i18n/translator';
import { gridWords, type GridWords } from '../timeline/gridWords';

export interface Look {
  t: (key: string, values?: Record<string, string | number>) => string;
  /** what the pages of booking say */
  booking: TFunction<'booking'>;
  words: (words: Words | null | undefined) => string;
  grid: GridWords;
  /** by the server's clock, on the minute */
  now: number;
  zone: string;
  phone: boolean;
}

/** Everything in one language; `now` is the server's clock when it wrote the page. */
export function lookOf(
  namespaces: Record<string, object>,
  language: Language,
  region: Region,
  phone: boolean,
): Look {
  const words: Look['words'] = (text) => (text ? text[language] || text.vi || text.en : '');
  const t = translator(namespaces, language);
  const booking = translator(namespaces, language, 'booking') as unknown as Look['booking'];
  const said = translator(namespaces, language, 'timeline') as unknown as GridWords['t'];
  const grid = gridWords(said, words, formatsFor(language, region.zone));
  const now = Math.floor(Date.parse(region.now) / 60_000) * 60_000;
  return { t, booking, words, grid, now, zone: region.zone, phone };
}
