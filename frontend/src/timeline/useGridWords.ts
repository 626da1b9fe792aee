import i18n from 'i18next';
import { useMemo } from 'react';
import { useFormats } from '../i18n/format';
import { translator } from '../i18n/translator';
import { useLanguage, useWords } from '../i18n/useWords';
import { gridWords, type GridWords } from './gridWords';

export { PENDING, type GridWords } from './gridWords';

/** What the timeline says, in the reader's language, in the region's zone unless a site's is given; stable between renders. */
export function useGridWords(zone?: string): GridWords {
  const language = useLanguage();
  const words = useWords();
  const format = useFormats(zone);
  return useMemo(() => {
    const timeline = i18n.getResourceBundle(language, 'timeline') as object;
    const t = translator({ timeline }, language, 'timeline') as unknown as GridWords['t'];
    return gridWords(t, words, format);
  }, [language, words, format]);
}
