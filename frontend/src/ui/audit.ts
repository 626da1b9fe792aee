/** The audit in the reader's words: what was done, to which field, from what to what. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import i18n from 'i18next';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client';
import type { AuditEntry, AuditLog, Instant, Words } from '../api/contract';
import { useFormats } from '../i18n/format';
import { useWords } from '../i18n/useWords';

export interface AuditFilter {
  subject_kind?: string;
  subject_id?: string;
  actor?: string;
  since?: Instant;
  until?: Instant;
  limit?: number;
}

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ signal, pageParam }) => get<AuditLog>('/api/audit', { ...filter, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

type Names = Record<string, Words>;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const DAY = /^\d{4}-\d\d-\d\d$/;
// The end of a photo's id, which tells one from the next; addresses from lists are no such id.
const PHOTO = /(?:^|\/)[0-9a-f]{8}-[0-9a-f-]{21}([0-9a-f]{6})$/;
const CLOCK = /^\d\d:\d\d(:\d\d)?$/;

/** A word of the audit's own list, or nothing; features add to it in i18n/staff/<language>/audit.json. */
function known(list: 'kind' | 'action' | 'field' | 'value' | 'verb', name: string): string | undefined {
  // Names hold dots, which i18next would take for levels.
  const words = i18n.getResource(i18n.language, 'audit', list) as Record<string, string> | undefined;
  return words?.[name];
}

/** `booking_rules` as "booking rules", for what no list knows. */
const plain = (name: string) => name.replace(/[_.]/g, ' ');

export function useAuditWords() {
  const { t } = useTranslation('audit');
  const words = useWords();
  const format = useFormats();

  const kind = (name: string) => known('kind', name) ?? plain(name);
  const field = (path: string) =>
    known('field', path) ?? known('field', path.split('.').at(-1) ?? path) ?? plain(path);

  function action(entry: AuditEntry): string {
    const own = known('action', entry.action);
    if (own) return own;
    const verb = known('verb', entry.action.split('.').at(-1) ?? '');
    return verb ? `${verb}: ${kind(entry.subject.kind)}` : plain(entry.action);
  }

  function value(path: string, given: unknown, names: Names): string {
    if (given === null || given === undefined || given === '') return t('nothing');
    if (typeof given === 'boolean') return t(given ? 'yes' : 'no');
    if (typeof given === 'number') return numeral(path, given);
    if (typeof given === 'string') return photo(path, given) ?? text(given, names);
    if (Array.isArray(given))
      return given.length > 0 ? given.map((each) => value(path, each, names)).join(', ') : t('nothing');
    const record = given as Record<string, unknown>;
    if ('vi' in record || 'en' in record) return bilingual(record as unknown as Words) || t('nothing');
    return Object.entries(record)
      .filter(([, each]) => each !== null)
      .map(([key, each]) => `${field(key)} ${value(key, each, names)}`)
      .join(' ');
  }

  function photo(path: string, given: string): string | undefined {
    const id = path.startsWith('photo_') ? PHOTO.exec(given)?.[1] : undefined;
    return id && t('photo', { id });
  }

  /** Both languages where they differ: a correction of the other one would not be seen otherwise. */
  function bilingual(given: Words): string {
    return given.vi && given.en && given.vi !== given.en ? `${given.vi} / ${given.en}` : words(given);
  }

  function numeral(path: string, given: number): string {
    if (path.endsWith('_minutes')) return format.minutes(given);
    if (path.endsWith('_days')) return t('days', { count: given });
    if (path === 'weekday') return t(`weekday.${given as 1}`);
    return format.number(given);
  }

  function text(given: string, names: Names): string {
    const name = names[given];
    if (name) return words(name);
    if (INSTANT.test(given) && !Number.isNaN(Date.parse(given))) return format.dateTime(given);
    if (DAY.test(given)) return given.split('-').reverse().join('/');
    if (CLOCK.test(given)) return given.slice(0, 5);
    return known('value', given) ?? given;
  }

  return { kind, field, action, value };
}
