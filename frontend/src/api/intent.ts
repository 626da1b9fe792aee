import { useRef } from 'react';
import { newIdempotencyKey } from './client';

/**
 * Keys for what a form sends: the same content pressed again keeps its key, so that a lost answer never
 * becomes a second effect; other content gets another. `done` after success: the next press is meant anew.
 */
export function useIntent() {
  const last = useRef<{ content: string; key: string } | null>(null);
  return {
    keyFor: (content: unknown): string => {
      const text = JSON.stringify(content);
      if (last.current?.content !== text) last.current = { content: text, key: newIdempotencyKey() };
      return last.current.key;
    },
    done: () => {
      last.current = null;
    },
  };
}
