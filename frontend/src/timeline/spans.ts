/** Arithmetic on half-open intervals `[start, end)` of instants (milliseconds). Pure. */

export interface Span {
  start: number;
  end: number;
}

/** A span that takes so many units of a pool. */
export interface Load extends Span {
  units: number;
}

export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

export function holds(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

export function within(span: Span, at: number): boolean {
  return span.start <= at && at < span.end;
}

/** The common part, or null when there is none. */
export function clip<S extends Span>(span: S, bounds: Span): S | null {
  const start = Math.max(span.start, bounds.start);
  const end = Math.min(span.end, bounds.end);
  return start < end ? { ...span, start, end } : null;
}

export function clipAll<S extends Span>(spans: readonly S[], bounds: Span): S[] {
  return spans.map((span) => clip(span, bounds)).filter((span): span is S => span !== null);
}

/** Sorted, with touching and overlapping spans joined. */
export function merge(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (start >= end) continue;
    const last = joined.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}

/** What is left of `spans` without `cuts`, sorted. */
export function subtract(spans: readonly Span[], cuts: readonly Span[]): Span[] {
  const holes = merge(cuts);
  const left: Span[] = [];
  for (const span of merge(spans)) {
    let start = span.start;
    for (const hole of holes) {
      if (hole.end <= start) continue;
      if (hole.start >= span.end) break;
      if (hole.start > start) left.push({ start, end: hole.start });
      start = Math.max(start, hole.end);
    }
    if (start < span.end) left.push({ start, end: span.end });
  }
  return left;
}

/** Sum of the lengths, in milliseconds; overlapping parts count once. */
export function total(spans: readonly Span[]): number {
  return merge(spans).reduce((sum, span) => sum + span.end - span.start, 0);
}

/** How many units are taken when, as consecutive pieces; pieces that take nothing are left out. */
export function levels(loads: readonly Load[]): Load[] {
  const edges = new Map<number, number>();
  for (const { start, end, units } of loads) {
    if (start >= end) continue;
    edges.set(start, (edges.get(start) ?? 0) + units);
    edges.set(end, (edges.get(end) ?? 0) - units);
  }
  const pieces: Load[] = [];
  let units = 0;
  let since = 0;
  for (const [at, change] of [...edges].sort((a, b) => a[0] - b[0])) {
    if (change === 0) continue;
    if (units > 0) pieces.push({ start: since, end: at, units });
    units += change;
    since = at;
  }
  return pieces;
}

/** Where fewer than `wanted` of `capacity` units are left. */
export function fullSpans(loads: readonly Load[], capacity: number, wanted = 1): Span[] {
  return merge(levels(loads).filter((piece) => piece.units + wanted > capacity));
}
