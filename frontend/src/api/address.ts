/** Addresses of the API. */

export type Query = Record<string, string | number | boolean | null | undefined>;

/** Path with the query's set values; null, undefined and '' are left out. */
export function withQuery(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') params.set(key, String(value));
  }
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}
