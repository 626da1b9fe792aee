/** Lanes and strips as CSS gradients: time is painted, not built of elements. Pure. */
import type { Axis, DayStrip } from './model';
import { percent } from './model';
import type { Span } from './spans';

interface Band extends Span {
  colour: string;
}

/** A horizontal gradient with hard edges; later bands lie over earlier ones, `ground` is what is left. */
export function bands(axis: Axis, spans: readonly Band[], ground = 'transparent'): string {
  const edges = [...new Set(spans.flatMap(({ start, end }) => [percent(axis, start), percent(axis, end)]))];
  const stops = [0, ...edges, 100].sort((a, b) => a - b);
  const pieces: { colour: string; from: number; to: number }[] = [];
  for (const [index, from] of stops.entries()) {
    const to = stops[index + 1];
    if (to === undefined || to === from) continue;
    const middle = axis.start + ((from + to) / 200) * (axis.end - axis.start);
    const colour = spans.findLast((span) => span.start <= middle && middle < span.end)?.colour ?? ground;
    const last = pieces.at(-1);
    if (last?.colour === colour) last.to = to;
    else pieces.push({ colour, from, to });
  }
  return `linear-gradient(to right, ${pieces.map(({ colour, from, to }) => `${colour} ${from}% ${to}%`).join(', ')})`;
}

const as = (colour: string) => (span: Span) => ({ start: span.start, end: span.end, colour });

/** The open part of a lane; where it is transparent, the hatching beneath shows. */
export function openBands(axis: Axis, open: readonly Span[]): string {
  return bands(axis, open.map(as('var(--surface)')));
}

/** What waits is striped, so that it is told apart without its colour. */
function striped(span: Span, axis: Axis): (Span & { colour: string })[] {
  const step = (axis.end - axis.start) / 60;
  const count = Math.ceil((span.end - span.start) / step);
  return Array.from({ length: count }, (_, at) => ({
    start: span.start + at * step,
    end: Math.min(span.start + (at + 1) * step, span.end),
    colour: at % 2 === 0 ? 'var(--wait)' : 'var(--wait-soft)',
  }));
}

/** One day of one machine: open ground, taken and own time, the present as a line. */
export function stripBands(strip: DayStrip, axis: Axis, now: number): string {
  const shown = [
    ...strip.openSpans.map(as('var(--strip-free)')),
    ...strip.taken.map(as('var(--strip-taken)')),
    ...strip.mine.map(as('var(--primary)')),
    ...strip.waiting.flatMap((span) => striped(span, axis)),
  ];
  const line = (axis.end - axis.start) / 120;
  if (axis.start < now && now < axis.end)
    shown.push({ start: now - line / 2, end: now + line / 2, colour: 'var(--fault)' });
  return bands(axis, shown, 'var(--strip-closed)');
}
