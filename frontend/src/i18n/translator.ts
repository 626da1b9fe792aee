/**
 * Looks words up as i18next does, as far as timetables need it: names, values, plurals. For a page of
 * hundreds of rows, and before i18next is there, its own way takes too long.
 */

type Tree = { [key: string]: string | Tree };

/** `t` for one language; a key without a namespace is looked up in `home`. */
export function translator(namespaces: Record<string, object>, language: string, home = 'common') {
  const plural = new Intl.PluralRules(language);
  return (key: string, values: Record<string, string | number> = {}): string => {
    const [path = '', namespace = home] = key.split(':').reverse();
    const form = typeof values.count === 'number' ? `_${plural.select(values.count)}` : '';
    const text = find(namespaces[namespace], path + form) ?? find(namespaces[namespace], path) ?? key;
    return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}

function find(tree: object | undefined, path: string): string | undefined {
  let at = tree as Tree | string | undefined;
  for (const part of path.split('.')) at = typeof at === 'object' ? at[part] : undefined;
  return typeof at === 'string' ? at : undefined;
}
