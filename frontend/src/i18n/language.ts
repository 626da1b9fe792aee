/** Which languages there are, and which one this device reads. */

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Where the choice made on this device is kept. */
export const STORAGE_KEY = 'lang';

/** The words of a language, fetched when they are wanted. */
export const bundles: Record<Language, () => Promise<{ default: Record<string, object> }>> = {
  vi: () => import('./vi'),
  en: () => import('./en'),
};

export function asLanguage(value: string | null | undefined): Language | null {
  const short = value?.slice(0, 2).toLowerCase();
  return LANGUAGES.find((language) => language === short) ?? null;
}

/** What was chosen on this device, if anything was. */
export function chosenLanguage(): Language | null {
  return asLanguage(localStorage.getItem(STORAGE_KEY));
}

/** What was chosen on this device, else what the browser prefers, else Vietnamese. */
export function preferredLanguage(): Language {
  const chosen = chosenLanguage();
  if (chosen) return chosen;
  for (const wish of navigator.languages) {
    const language = asLanguage(wish);
    if (language) return language;
  }
  return 'vi';
}
