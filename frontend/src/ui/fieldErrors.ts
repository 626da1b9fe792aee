import { ApiProblem } from '../api/client';

/** What the server has against single fields, by field; empty for every other failure. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem) || error.status !== 400) return {};
  const found = new Map<string, string[]>();
  for (const { field, message } of error.problem.errors ?? [])
    found.set(field, [...(found.get(field) ?? []), message]);
  return Object.fromEntries([...found].map(([field, messages]) => [field, messages.join(' ')]));
}
