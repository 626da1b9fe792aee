import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { get, withQuery } from '../api/client';
import { timelineQuery, type TimelineFilter } from '../api/queries';
import type { Timeline } from '../api/contract';
import { concerned, mergeRows, parseHint, portions, type Hint } from './live';
import type { Row } from './model';

const GATHER = 250;
/** Milliseconds between looks while the server has no stream for us: too many from one address. */
const POLL = 60_000;

/**
 * Keeps a page's timeline up to date by the server's hints: what changed is asked for again, gathered
 * over a quarter of a second. The stream is closed while the tab is hidden; whatever happened meanwhile,
 * or while the connection was lost, is fetched when it is back. Where the stream is refused the page
 * looks once a minute and tries again.
 */
export function useLive(asked: TimelineFilter, rows: readonly Row[], dates: readonly string[]): void {
  const client = useQueryClient();
  const shown = useRef({ rows, dates });
  useEffect(() => {
    shown.current = { rows, dates };
  });

  useEffect(() => {
    const key = timelineQuery(asked).queryKey;
    let stream: EventSource | null = null;
    let gathered: Hint[] = [];
    let timer = 0;
    let missed = false;
    let poll = 0;

    const refresh = async () => {
      const hints = gathered;
      gathered = [];
      timer = 0;
      const stale = concerned(hints, shown.current.rows, shown.current.dates);
      if (stale.length === 0) return;
      const parts = portions(stale);
      if (!parts) return void client.invalidateQueries({ queryKey: key });
      try {
        const answers = await Promise.all(
          parts.map((part) => get<Timeline>('/api/timeline', { ...asked, ...part })),
        );
        const newer = answers.flatMap((answer) => answer.items);
        client.setQueryData<Timeline>(key, (old) => old && { ...old, items: mergeRows(old.items, newer) });
      } catch {
        void client.invalidateQueries({ queryKey: key });
      }
    };
    const hinted = (event: MessageEvent<string>) => {
      const hint = parseHint(event.data);
      if (!hint) return;
      gathered.push(hint);
      timer ||= window.setTimeout(() => void refresh(), GATHER);
    };
    const open = () => {
      if (stream || document.hidden) return;
      stream = new EventSource(withQuery('/api/live', { from: asked.from, to: asked.to }));
      stream.addEventListener('hint', hinted);
      stream.addEventListener('refetch', () => void client.invalidateQueries({ queryKey: key }));
      stream.addEventListener('error', () => {
        missed = true;
        // A lost connection comes back by itself; only a refusal closes the stream.
        if (stream?.readyState !== EventSource.CLOSED) return;
        stream = null;
        poll ||= window.setTimeout(lookAgain, POLL);
      });
      stream.addEventListener('open', () => {
        if (missed) void client.invalidateQueries({ queryKey: key });
        missed = false;
      });
    };
    const lookAgain = () => {
      poll = 0;
      void client.invalidateQueries({ queryKey: key });
      open();
    };
    const close = () => {
      stream?.close();
      stream = null;
    };
    const follow = () => {
      if (!document.hidden) return open();
      missed = true;
      close();
    };
    open();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      window.clearTimeout(timer);
      window.clearTimeout(poll);
      close();
    };
  }, [asked, client]);
}
