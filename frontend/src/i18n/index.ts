/**
 * Words of the interface. Vietnamese is the source, English is complete; the test beside this file proves it.
 * One JSON file per part of the product in vi/ and en/, each a namespace: t('booking:quote.price').
 * The address of a page is the same in both languages.
 */
import i18n from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORAGE_KEY = 'lang';
const bundles: Record<Language, () => Promise<{ default: Record<string, object> }>> = {
  vi: () => import('./vi'),
  en: () => import('./en'),
};

export function asLanguage(value: string | null | undefined): Language | null {
  const short = value?.slice(0, 2).toLowerCase();
  return LANGUAGES.find((language) => language === short) ?? null;
}

/** What was chosen on this device, else what the browser prefers, else Vietnamese. */
export function preferredLanguage(): Language {
  const stored = asLanguage(localStorage.getItem(STORAGE_KEY));
  if (stored) return stored;
  for (const wish of navigator.languages) {
    const language = asLanguage(wish);
    if (language) return language;
  }
  return 'vi';
}

async function load(language: Language) {
  if (i18n.hasResourceBundle(language, 'common')) return;
  const { default: namespaces } = await bundles[language]();
  for (const [name, words] of Object.entries(namespaces)) i18n.addResourceBundle(language, name, words);
}

/** Starts i18next with the words of one language; the other is fetched when asked for. */
export async function startLanguage(language: Language): Promise<void> {
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'common',
    resources: {},
    interpolation: { escapeValue: false },
  });
  await switchLanguage(language);
}

/** Changes the language of the page and remembers it on this device (the cookie lets the server write the head). */
export async function switchLanguage(language: Language): Promise<void> {
  await load(language);
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
  localStorage.setItem(STORAGE_KEY, language);
  document.cookie = `${STORAGE_KEY}=${language}; path=/; max-age=31536000; samesite=lax`;
}
