import { useQueryClient } from '@tanstack/react-query';
import { get } from '../api/client';
import { timelineQuery, type TimelineFilter } from '../api/queries';
import type { Timeline } from '../api/contract';
import { concerned, mergeRows, portions, type Hint } from './live';
import type { Row } from './model';
import { useHints } from './useHints';

/** Keeps a page's timeline up to date by the server's hints: what changed is asked for again. */
export function useLive(asked: TimelineFilter, rows: readonly Row[], dates: readonly string[]): void {
  const client = useQueryClient();
  const key = timelineQuery(asked).queryKey;
  const onMissed = () => void client.invalidateQueries({ queryKey: key });
  const refresh = async (hints: Hint[]) => {
    const stale = concerned(hints, rows, dates);
    if (stale.length === 0) return;
    const parts = portions(stale);
    if (!parts) return onMissed();
    try {
      const answers = await Promise.all(
        parts.map((part) => get<Timeline>('/api/timeline', { ...asked, ...part })),
      );
      const newer = answers.flatMap((answer) => answer.items);
      client.setQueryData<Timeline>(key, (old) => old && { ...old, items: mergeRows(old.items, newer) });
    } catch {
      onMissed();
    }
  };
  useHints(asked, { onHints: (hints) => void refresh(hints), onMissed });
}
