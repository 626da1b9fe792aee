import { useEffect, useEffectEvent } from 'react';

/** Calls back on Ctrl (or Cmd) and a letter, wherever the focus is. */
export function useShortcut(letter: string, run: () => void) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== letter) return;
    event.preventDefault();
    run();
  });
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
