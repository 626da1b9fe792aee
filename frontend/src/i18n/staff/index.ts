/**
 * Words of the screens of staff: one JSON file a namespace, fetched with the page that needs it, so that
 * nobody who comes to book pays for them. vi.ts and en.ts beside this file list them for types and tests.
 */
import i18n from 'i18next';
import type { Language } from '../index';
import type words from './vi';

export type StaffNamespace = keyof typeof words;

const files = import.meta.glob<{ default: object }>('./{vi,en}/*.json');
const wanted = new Set<StaffNamespace>();
/** The language that the page is changing to, whose words a page that opens meanwhile needs too. */
let coming: Language | null = null;

async function loadOne(language: string, name: StaffNamespace) {
  if (i18n.hasResourceBundle(language, name)) return;
  const file = files[`./${language}/${name}.json`];
  if (file) i18n.addResourceBundle(language, name, (await file()).default);
}

/** Fetches these namespaces in the language of the page, and in whatever language it is shown in later. */
export async function loadStaffWords(names: readonly StaffNamespace[]): Promise<void> {
  for (const name of names) wanted.add(name);
  const languages = [...new Set([i18n.language, coming ?? i18n.language])];
  await Promise.all(languages.flatMap((language) => names.map((name) => loadOne(language, name))));
}

/** The same words in another language, before the page changes to it. */
export async function loadWantedWords(language: Language): Promise<void> {
  coming = language;
  await Promise.all([...wanted].map((name) => loadOne(language, name)));
}
