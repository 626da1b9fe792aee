/** What words of the list mean, for fields with a few known ones. */
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportChanges, ImportReading } from '../../api/generated';
import { Section } from './Section';
import classes from './transfer.module.css';

interface Props {
  reading: ImportReading;
  onChange: (changes: ImportChanges) => void;
}

export function ValueMapping({ reading, onChange }: Props) {
  const { t } = useTranslation('transfer');
  const named = reading.fields.filter((field) => reading.values.some((value) => value.field === field.name));
  return (
    <Section title={t('values.title')}>
      <p className={classes.hint}>{t('values.text')}</p>
      {named.map((field) => (
        <fieldset key={field.name} className={classes.meanings}>
          <legend>{field.label}</legend>
          {reading.values
            .filter((value) => value.field === field.name)
            .map((value) => (
              <div key={value.given} className={classes.column} data-used={value.means !== null || undefined}>
                <div className={classes.columnName}>
                  <span>{value.given}</span>
                  <span className={classes.samples}>{t('import.rows', { count: value.count })}</span>
                </div>
                <Select
                  aria-label={t('values.means', { given: value.given, field: field.label })}
                  placeholder={t('values.unknown')}
                  data={[...field.choices, { value: 'skip', label: t('values.skip') }]}
                  value={value.means}
                  onChange={(means) =>
                    means && onChange({ values: { [field.name]: { [value.given]: means } } })
                  }
                  allowDeselect={false}
                />
              </div>
            ))}
        </fieldset>
      ))}
    </Section>
  );
}
