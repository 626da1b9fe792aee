import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Words } from '../api/contract';
import { asLanguage, type Language } from './index';

/** The language the page is shown in. */
export function useLanguage(): Language {
  return asLanguage(useTranslation().i18n.language) ?? 'vi';
}

/** Picks the reader's language out of bilingual text; where it is empty the other stands in. */
export function useWords(): (words: Words | null | undefined) => string {
  const language = useLanguage();
  return useCallback((words) => (words ? words[language] || words.vi || words.en : ''), [language]);
}
