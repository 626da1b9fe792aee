import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { AuditList } from './AuditList';
import classes from './AuditList.module.css';

/** What happened to one thing: who, when, from what to what. Shown to those who may read it. */
export function History({ kind, id }: { kind: string; id: string }) {
  const { t } = useTranslation('audit');
  const me = useMe();
  const heading = useId();
  if (!me?.permissions.includes('audit:read')) return null;
  return (
    <section aria-labelledby={heading} className={classes.history}>
      <h2 id={heading}>{t('history')}</h2>
      <AuditList
        filter={{ subject_kind: kind, subject_id: id, limit: 10 }}
        empty={<p className={classes.none}>{t('no_history')}</p>}
      />
    </section>
  );
}
