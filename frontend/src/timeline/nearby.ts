/** "Friday 14 to 16, any laser cutter": sorting free time into what fits and what nearly fits. Pure. */
import { clip, type Span } from './spans';
import { MINUTE } from './zone';

/** The first stretch of `minutes` inside the wanted time that is free throughout, or null. */
export function exactFit(free: readonly Span[], wanted: Span, minutes: number): Span | null {
  for (const span of free) {
    const inside = clip(span, wanted);
    if (inside && inside.end - inside.start >= minutes * MINUTE) {
      return { start: inside.start, end: inside.start + minutes * MINUTE };
    }
  }
  return null;
}

/**
 * The nearest thing to what was wanted: as long but shifted by as little as possible, else the longest
 * part of the wanted time, if it is at least `least` minutes.
 */
export function nearFit(free: readonly Span[], wanted: Span, minutes: number, least: number): Span | null {
  const length = minutes * MINUTE;
  const shifted = free
    .filter((span) => span.end - span.start >= length)
    .map((span) => Math.min(Math.max(wanted.start, span.start), span.end - length))
    .sort((a, b) => Math.abs(a - wanted.start) - Math.abs(b - wanted.start))[0];
  if (shifted !== undefined) return { start: shifted, end: shifted + length };
  const parts = free
    .map((span) => clip(span, wanted))
    .filter((span): span is Span => span !== null && span.end - span.start >= least * MINUTE)
    .sort((a, b) => b.end - b.start - (a.end - a.start));
  return parts[0] ?? null;
}
