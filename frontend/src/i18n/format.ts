/** Formatters for components: in the reader's language, in the region's zone or a site's. */
import { useMemo } from 'react';
import { useRegion } from '../api/session';
import { formatsFor, type Formats } from './formats';
import { useLanguage } from './useWords';

export * from './formats';

/** The reader's formatters, in the region's zone unless a site's is given. */
export function useFormats(zone?: string): Formats {
  const language = useLanguage();
  const region = useRegion();
  return useMemo(() => formatsFor(language, zone ?? region.zone), [language, zone, region.zone]);
}
