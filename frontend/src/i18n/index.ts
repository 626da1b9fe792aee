/**
 * Words of the interface. Vietnamese is the source, English is complete; the test beside this file proves it.
 * One JSON file per part of the product in vi/ and en/, each a namespace: t('booking:quote.price').
 * Those of the screens of staff lie in staff/ and come with their pages.
 * The address of a page is the same in both languages.
 */
import i18n from 'i18next';
import { initReactI18next } from 'react-i18next';
import { STORAGE_KEY, bundles, type Language } from './language';
import { loadWantedWords } from './staff';

export { LANGUAGES, asLanguage, chosenLanguage, preferredLanguage } from './language';
export type { Language } from './language';

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
  await showLanguage(language);
}

/** Shows the page in this language; the cookie lets the server write titles and previews in it. */
export async function showLanguage(language: Language): Promise<void> {
  await Promise.all([load(language), loadWantedWords(language)]);
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
  document.cookie = `${STORAGE_KEY}=${language}; path=/; max-age=31536000; samesite=lax`;
}

/** The reader's own choice: shown and remembered on this device, before any other preference. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORAGE_KEY, language);
  await showLanguage(language);
}
