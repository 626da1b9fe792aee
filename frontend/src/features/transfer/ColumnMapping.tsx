/** Which column is which field: one menu beside each column and its first values. */
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportChanges, ImportReading } from '../../api/generated';
import { Section } from './Section';
import classes from './transfer.module.css';

interface Props {
  reading: ImportReading;
  onChange: (changes: ImportChanges) => void;
  aside?: ReactNode;
}

export function ColumnMapping({ reading, onChange, aside }: Props) {
  const { t } = useTranslation('transfer');
  const fields = reading.fields.map((field) => ({
    value: field.name,
    label: field.required ? t('map.required', { field: field.label }) : field.label,
  }));
  return (
    <Section title={t('map.columns')} aside={aside}>
      <p className={classes.hint}>{t('map.columns_text')}</p>
      <ul className={classes.columns}>
        {reading.columns.map((column) => (
          <li key={column.name} className={classes.column} data-used={column.field !== null || undefined}>
            <div className={classes.columnName}>
              <span>{column.name}</span>
              <span className={classes.samples}>{column.samples.join(' | ') || t('map.empty')}</span>
            </div>
            <Select
              aria-label={t('map.field_of', { column: column.name })}
              placeholder={t('map.leave_out')}
              data={fields}
              value={column.field}
              onChange={(field) => onChange({ columns: { [column.name]: field } })}
              clearable
              clearButtonProps={{ 'aria-label': t('map.clear', { column: column.name }) }}
              searchable
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}
