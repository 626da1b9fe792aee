import { useTranslation } from 'react-i18next';
import type { AuditEntry, Words } from '../api/contract';
import { useFormats } from '../i18n/format';
import { useWords } from '../i18n/useWords';
import { useAuditWords } from './audit';
import classes from './AuditItem.module.css';

interface Props {
  entry: AuditEntry;
  /** what the ids in it are called */
  names: Record<string, Words>;
  /** names what was changed, where the list is of many things */
  named?: boolean;
}

/** One change: who and when, what was done, and every field from what to what. */
export function AuditItem({ entry, names, named }: Props) {
  const { t } = useTranslation('audit');
  const { action, field, value } = useAuditWords();
  const format = useFormats();
  const words = useWords();
  const subject = words(entry.subject.name) || nameIn(entry);
  const created = entry.changes.every(({ before }) => before === null);
  return (
    <li className={classes.item}>
      <p className={classes.head}>
        <span className={classes.what}>
          {action(entry)}
          {named && subject && <span className={classes.subject}> · {subject}</span>}
        </span>
        <span className={classes.who}>
          {entry.actor?.full_name ?? t('system')} ·{' '}
          <time dateTime={entry.at}>{format.dateTime(entry.at)}</time>
        </span>
      </p>
      {entry.changes.length > 0 && (
        <dl className={classes.changes}>
          {entry.changes.map((change) => (
            <div key={change.field} className={classes.change}>
              <dt>{field(change.field)}</dt>
              <dd>
                {!created && (
                  <>
                    <del>{value(change.field, change.before, names)}</del>
                    <span aria-hidden> → </span>
                  </>
                )}
                <ins>{value(change.field, change.after, names)}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {entry.reason && <p className={classes.reason}>{t('reason', { reason: entry.reason })}</p>}
    </li>
  );
}

/** What it was called, of something that is gone. */
function nameIn({ changes }: AuditEntry): string {
  const name = changes.find(({ field }) => field === 'name')?.before;
  if (typeof name === 'string') return name;
  return (name as Words | null)?.vi ?? '';
}
