/** One row of a list: its number, what becomes of it, why, and what changes. */
import { useTranslation } from 'react-i18next';
import type { ImportRow } from '../../api/generated';
import classes from './transfer.module.css';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

export function ImportRowItem({ row }: { row: ImportRow }) {
  const { t } = useTranslation('transfer');
  const changes = row.outcome === 'updated' ? row.changes : [];
  return (
    <li className={classes.row}>
      <span className={classes.rowNumber}>{t('report.row', { row: row.row })}</span>
      <span className={classes.rowBody}>
        <span className={classes.rowName}>{row.name ?? row.ref ?? t('report.unnamed')}</span>
        {row.remarks.map((remark, place) => (
          <span key={place} className={classes.remark}>
            {[remark.column, remark.message].filter(Boolean).join(': ')}
            {remark.value !== null && <code>{remark.value}</code>}
          </span>
        ))}
        {changes.map((change) => (
          <span key={change.field} className={classes.remark}>
            {change.label}: <del>{told(change.before) || t('report.nothing')}</del> →{' '}
            <ins>{told(change.after) || t('report.nothing')}</ins>
          </span>
        ))}
      </span>
      <span className={classes.outcome} data-outcome={row.outcome}>
        {t(`outcome.${row.outcome}`)}
      </span>
    </li>
  );
}

/** A value as text; instants in the reader's own clock. */
function told(value: unknown): string {
  if (typeof value === 'string') return INSTANT.test(value) ? new Date(value).toLocaleString() : value;
  return typeof value === 'number' ? String(value) : '';
}
