import { useEffect, useEffectEvent } from 'react';
import { withQuery } from '../api/address';
import { parseHint, type Hint } from './live';

const GATHER = 250;
/** Milliseconds between looks while the server has no stream for us: too many from one address. */
const POLL = 60_000;

interface Heard {
  /** what changed, gathered over a quarter of a second */
  onHints: (hints: Hint[]) => void;
  /** anything may have changed: nobody listened for a while */
  onMissed: () => void;
}

/**
 * The server's hints about a stretch of time; null listens to nothing. The stream is closed while the
 * tab is hidden, and what happened meanwhile or while the connection was lost counts as missed. Where
 * the stream is refused, that is once a minute, with another try.
 */
export function useHints(span: { from: string; to: string } | null, heard: Heard): void {
  const onHints = useEffectEvent(heard.onHints);
  const onMissed = useEffectEvent(heard.onMissed);
  const from = span?.from;
  const to = span?.to;
  useEffect(() => {
    if (!from || !to) return;
    let stream: EventSource | null = null;
    let gathered: Hint[] = [];
    let gathering = 0;
    let poll = 0;
    let missed = false;

    const tell = () => {
      const hints = gathered;
      gathered = [];
      gathering = 0;
      onHints(hints);
    };
    const hinted = (event: MessageEvent<string>) => {
      const hint = parseHint(event.data);
      if (!hint) return;
      gathered.push(hint);
      gathering ||= window.setTimeout(tell, GATHER);
    };
    const open = () => {
      if (stream || document.hidden) return;
      stream = new EventSource(withQuery('/api/live', { from, to }));
      stream.addEventListener('hint', hinted);
      stream.addEventListener('refetch', () => onMissed());
      stream.addEventListener('error', () => {
        missed = true;
        // A lost connection comes back by itself; only a refusal closes the stream.
        if (stream?.readyState !== EventSource.CLOSED) return;
        stream = null;
        poll ||= window.setTimeout(lookAgain, POLL);
      });
      stream.addEventListener('open', () => {
        if (missed) onMissed();
        missed = false;
      });
    };
    const lookAgain = () => {
      poll = 0;
      onMissed();
      open();
    };
    const follow = () => {
      if (!document.hidden) return open();
      missed = true;
      stream?.close();
      stream = null;
    };
    open();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      window.clearTimeout(gathering);
      window.clearTimeout(poll);
      stream?.close();
    };
  }, [from, to]);
}
