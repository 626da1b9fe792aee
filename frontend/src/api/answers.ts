/**
 * What the server has put into the page: answers of the API by address, asked for by the same person a
 * moment ago. Each serves the screen once; afterwards, and for anything else, the API is asked.
 */

/** Milliseconds after the start of the page from which its answers are too old to be shown. */
const FRESH = 20_000;

let kept: Record<string, unknown> | null = null;

function all(): Record<string, unknown> {
  if (kept) return kept;
  const element = document.getElementById('answers');
  try {
    kept = JSON.parse(element?.textContent ?? '{}') as Record<string, unknown>;
  } catch {
    // A page that broke off on its way.
    kept = {};
  }
  return kept;
}

/** The answer to a GET of this address, left for whoever asks next; undefined when there is none. */
export function peekAnswer(address: string): unknown {
  return performance.now() < FRESH ? all()[address] : undefined;
}

/** The answer to a GET of this address, given once. */
export function takeAnswer(address: string): unknown {
  const found = peekAnswer(address);
  if (found !== undefined && kept) kept = { ...kept, [address]: undefined };
  return found;
}

/** What was answered may depend on who asked: somebody signs in or out. */
export function dropAnswers(): void {
  kept = {};
}
