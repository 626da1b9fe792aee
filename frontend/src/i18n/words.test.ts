import { describe, expect, it } from 'vitest';
import publicEnglish from './en';
import staffEnglish from './staff/en';
import staffVietnamese from './staff/vi';
import publicVietnamese from './vi';

const vi = { ...publicVietnamese, ...staffVietnamese };
const en = { ...publicEnglish, ...staffEnglish };

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${prefix}${key}`, value] as [string, string]]
      : flatten(value, `${prefix}${key}.`),
  );
}

/** Key without its plural ending: Vietnamese has one form, English two. */
const stem = (key: string) => key.replace(/_(zero|one|other)$/, '');
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

/** The source, and what it makes keys of: `state.${name}` stands for every key that begins so. */
const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../api/generated/**', '!../**/*.test.*'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const code = Object.values(sources).join('\n');
const made = [...code.matchAll(/`([\w:.]+(?:\$\{[^}`]*\}|[\w:.])*\$\{[^}`]*\}[\w:.]*)`/g)]
  .map(([, text = '']) => text)
  .filter((text) => /[.:]/.test(text))
  .map((text) => new RegExp(`^${text.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '.+')}$`));

/** The audit's words are looked up by the names that the server gives. */
const shown = (namespace: string, key: string) =>
  namespace === 'audit' ||
  [key, `${namespace}:${key}`].some(
    (name) =>
      ["'", '"', '`'].some((mark) => code.includes(mark + name + mark)) ||
      made.some((each) => each.test(name)),
  );

describe.each(Object.keys(vi) as (keyof typeof vi)[])('words of %s', (namespace) => {
  const vietnamese = flatten(vi[namespace] as Tree);
  const english = flatten(en[namespace] as Tree);

  it('has the same keys in both languages', () => {
    const stems = (words: [string, string][]) => [...new Set(words.map(([key]) => stem(key)))].sort();
    expect(stems(english)).toEqual(stems(vietnamese));
  });

  it('has the same placeholders in both languages', () => {
    // What is said of none names no number.
    const counted = (words: [string, string][]) => words.filter(([key]) => !key.endsWith('_zero'));
    const source = new Map(counted(vietnamese).map(([key, text]) => [stem(key), placeholders(text)]));
    for (const [key, text] of counted(english))
      expect([key, placeholders(text)]).toEqual([key, source.get(stem(key))]);
  });

  it('has every plural form its language asks for', () => {
    const plural = english.map(([key]) => key).filter((key) => key.endsWith('_other'));
    for (const key of plural) expect(english.map(([name]) => name)).toContain(`${stem(key)}_one`);
    expect(vietnamese.map(([key]) => key).filter((key) => key.endsWith('_one'))).toEqual([]);
  });

  it('has no text that no screen shows', () => {
    const keys = vietnamese.map(([key]) => stem(key));
    expect(keys.filter((key) => !shown(namespace, key))).toEqual([]);
  });

  it('has no empty text and no exclamation mark', () => {
    for (const [key, text] of [...vietnamese, ...english]) {
      expect([key, text.trim() !== '' && !text.includes('!')]).toEqual([key, true]);
    }
  });
});
