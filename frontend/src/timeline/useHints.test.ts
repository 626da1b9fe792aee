import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useHints } from './useHints';

/** Stands in for the browser's stream, which happy-dom does not have. */
class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static opened: Stream[] = [];
  readyState = 1;
  constructor(readonly url: string) {
    super();
    Stream.opened.push(this);
  }
  close() {
    this.readyState = Stream.CLOSED;
  }
  say(name: string, data?: object) {
    act(() => void this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) })));
  }
}

const MINUTE = 60_000;
const day = (date: string) => ({ from: `${date}T00:00:00Z`, to: `${date}T20:00:00Z` });
const heard = { onHints: vi.fn(), onMissed: vi.fn() };
const wait = (milliseconds: number) => act(() => vi.advanceTimersByTime(milliseconds));
const listen = () =>
  renderHook((props: { date: string; q?: string }) => useHints({ ...day(props.date), ...props }, heard), {
    initialProps: { date: '2026-11-20' } as { date: string; q?: string },
  });
const open = () => Stream.opened.filter((stream) => stream.readyState !== Stream.CLOSED);
const last = () => Stream.opened.at(-1) as Stream;

function hide(hidden: boolean) {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Stream);
  Stream.opened = [];
  heard.onHints.mockReset();
  heard.onMissed.mockReset();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('keeps its stream while only the filter changes, and takes another for another day', () => {
  const page = listen();
  page.rerender({ date: '2026-11-20', q: 'laser' });
  expect(Stream.opened).toHaveLength(1);
  page.rerender({ date: '2026-11-21' });
  expect([Stream.opened.length, open()]).toEqual([2, [last()]]);
  page.unmount();
  expect(open()).toEqual([]);
});

it('gathers hints', () => {
  listen();
  last().say('hint', { resource_id: 'a', dates: [] });
  last().say('hint', { resource_id: 'b', dates: ['2026-11-20'] });
  expect(heard.onHints).not.toHaveBeenCalled();
  wait(300);
  expect(
    heard.onHints.mock.calls.map(([hints]) => hints.map((hint: { resource_id: string }) => hint.resource_id)),
  ).toEqual([['a', 'b']]);
});

it('is closed while nobody looks, and what happened then was missed', () => {
  listen();
  last().say('open');
  hide(true);
  expect([open(), heard.onMissed.mock.calls.length]).toEqual([[], 0]);
  hide(false);
  last().say('open');
  expect([open(), heard.onMissed.mock.calls.length]).toEqual([[last()], 1]);
});

it('looks once a minute where the stream is refused, and tries again', () => {
  listen();
  last().close();
  last().say('error');
  expect(heard.onMissed).not.toHaveBeenCalled();
  wait(MINUTE);
  expect([open(), heard.onMissed.mock.calls.length]).toEqual([[last()], 1]);
});
