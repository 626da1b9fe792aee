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
const stem = (key: string) => key.replace(/_(one|other)$/, '');
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe.each(Object.keys(vi) as (keyof typeof vi)[])('words of %s', (namespace) => {
  const vietnamese = flatten(vi[namespace] as Tree);
  const english = flatten(en[namespace] as Tree);

  it('has the same keys in both languages', () => {
    const stems = (words: [string, string][]) => [...new Set(words.map(([key]) => stem(key)))].sort();
    expect(stems(english)).toEqual(stems(vietnamese));
  });

  it('has the same placeholders in both languages', () => {
    const source = new Map(vietnamese.map(([key, text]) => [stem(key), placeholders(text)]));
    for (const [key, text] of english)
      expect([key, placeholders(text)]).toEqual([key, source.get(stem(key))]);
  });

  it('has every plural form its language asks for', () => {
    const plural = english.map(([key]) => key).filter((key) => key.endsWith('_other'));
    for (const key of plural) expect(english.map(([name]) => name)).toContain(`${stem(key)}_one`);
    expect(vietnamese.map(([key]) => key).filter((key) => key.endsWith('_one'))).toEqual([]);
  });

  it('has no empty text and no exclamation mark', () => {
    for (const [key, text] of [...vietnamese, ...english]) {
      expect([key, text.trim() !== '' && !text.includes('!')]).toEqual([key, true]);
    }
  });
});
