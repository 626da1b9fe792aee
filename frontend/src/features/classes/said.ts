/** What is said of a class on several pages, in words. */
import type { TFunction } from 'i18next';
import type { ClassCard, Weekly, Words } from '../../api/contract';

export const AUDIENCES = ['pupils', 'teachers', 'students', 'officials'] as const;
export const FORMATS = ['series', 'workshop'] as const;
export const MODES = ['on_site', 'online', 'hybrid', 'mobile'] as const;
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

type T = TFunction<['classes']>;
type Offer = Pick<ClassCard, 'age_from' | 'age_to' | 'audience' | 'grade_from' | 'grade_to' | 'level'>;

function span(from: number | null, to: number | null, t: T, name: 'age' | 'grade'): string | null {
  if (from !== null && to !== null) return t(`span.${name}`, { from, to });
  if (from !== null) return t(`from.${name}`, { from });
  return to === null ? null : t(`to.${name}`, { to });
}

/** "Học sinh, lớp 6–9, 11–15 tuổi, Cơ bản" */
export function forWhom(one: Offer, t: T, words: (text?: Words | null) => string): string {
  return [
    t(`audience.${one.audience}`),
    span(one.grade_from, one.grade_to, t, 'grade'),
    span(one.age_from, one.age_to, t, 'age'),
    words(one.level),
  ]
    .filter(Boolean)
    .join(', ');
}

/** "Thứ Ba 15:30–17:00, Thứ Sáu 15:30–17:00" */
export function weekly(rules: readonly Weekly[], t: T): string {
  return rules
    .map((rule) => `${t(`weekday.${rule.weekday as (typeof WEEKDAYS)[number]}`)} ${rule.starts}–${rule.ends}`)
    .join(', ');
}

/** Room and site, the place on the road, or online. */
export function where(
  one: Pick<ClassCard, 'mode' | 'place' | 'room' | 'site'>,
  t: T,
  words: (text?: Words | null) => string,
): string {
  if (one.mode === 'online') return t('mode.online');
  const parts = [one.place, words(one.room?.name), words(one.site.name)].filter(Boolean).join(' · ');
  return one.mode === 'hybrid' ? `${parts} · ${t('mode.hybrid')}` : parts;
}
