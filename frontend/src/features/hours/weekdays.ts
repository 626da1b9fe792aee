import { useMemo } from 'react';
import { useLanguage } from '../../i18n/useWords';

/** Monday is 1. */
export const WEEKDAYS: readonly number[] = [1, 2, 3, 4, 5, 6, 7];

/** The names of the weekdays, Monday first. */
export function useWeekdays(style: 'long' | 'short' = 'long'): string[] {
  const language = useLanguage();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(language, { weekday: style, timeZone: 'UTC' });
    // 5 January 2026 is a Monday.
    return WEEKDAYS.map((day) => format.format(new Date(Date.UTC(2026, 0, 4 + day))));
  }, [language, style]);
}
