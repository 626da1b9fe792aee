import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import type { TimelineSearch } from '../../app/search';
import { selectionIn } from '../../timeline/asked';
import type { Selection } from '../../timeline/model';
import { sameAs } from '../../timeline/parts/useQuote';

/**
 * What is being booked, mirrored into the address: signing in and back, or a link sent to a friend,
 * opens the same form.
 */
export function useSelection(search: TimelineSearch) {
  const navigate = useNavigate({ from: '/lich' });
  const [selection, setSelection] = useState(() => selectionIn(search));
  const [units, setUnits] = useState(1);
  const [error, setError] = useState<unknown>(null);

  const named = selectionIn(search);
  const mirrored = sameAs(named, selection);
  useEffect(() => {
    if (mirrored) return;
    void navigate({
      replace: true,
      resetScroll: false,
      search: (old) => ({
        ...old,
        resource: selection?.rowId,
        starts_at: selection ? new Date(selection.start).toISOString() : undefined,
        ends_at: selection ? new Date(selection.end).toISOString() : undefined,
      }),
    });
  }, [selection, mirrored, navigate]);

  const select = useCallback((next: Selection | null) => {
    setSelection(next);
    setError(null);
    if (!next) setUnits(1);
  }, []);

  return { selection, select, units, setUnits, error, setError };
}
