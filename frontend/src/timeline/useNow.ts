import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { regionQuery } from '../api/queries';

const TICK = 20_000;

/**
 * The present by the server's clock, in milliseconds, renewed every 20 seconds: a device whose clock
 * is wrong, and a demo that is set to another day, see the same line as everybody else.
 */
export function useNow(): number {
  const region = useQuery(regionQuery);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK);
    return () => clearInterval(timer);
  }, []);
  const skew = region.data ? Date.parse(region.data.now) - region.dataUpdatedAt : 0;
  return Math.max(now, region.dataUpdatedAt) + skew;
}
