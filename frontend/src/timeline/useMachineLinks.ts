import { useNavigate } from '@tanstack/react-router';
import { useCallback, type MouseEvent } from 'react';

/**
 * Plain links to machines, followed without loading the page anew: one handler for all of them. Two
 * hundred router links, each with its own subscription, took longer than everything else on the page.
 */
export function useMachineLinks() {
  const navigate = useNavigate();
  return useCallback(
    (event: MouseEvent<HTMLElement>) => {
      const link = (event.target as HTMLElement).closest<HTMLElement>('a[data-machine]');
      const id = link?.dataset.machine;
      if (!id || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      void navigate({ to: '/may/$id', params: { id } });
    },
    [navigate],
  );
}
