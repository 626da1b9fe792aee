import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import en from './en';
import { translator } from './translator';
import vi from './vi';

const bundles = { vi, en };

describe.each(['vi', 'en'] as const)('words in %s', (language) => {
  const t = translator(bundles[language], language);

  it.each([
    ['nav.home', {}],
    ['timeline:pool', { free: 2, units: 3 }],
    ['booking:free_now', { count: 1 }],
    ['booking:free_now', { count: 12 }],
    ['timeline:row.free', { name: '<b>' }],
  ])('%s %o is said as i18next says it', async (key, values) => {
    const one = i18next.createInstance();
    await one.init({
      lng: language,
      defaultNS: 'common',
      resources: { [language]: bundles[language] },
      interpolation: { escapeValue: false },
    });
    expect(t(key, values)).toBe(one.t(key as 'nav.home', values));
    expect(t(key, values)).not.toBe(key);
  });

  it('names what it does not know', () => {
    expect(t('nav.nowhere')).toBe('nav.nowhere');
    expect(t('nav')).toBe('nav');
  });
});
