/** How the file is read, and what counts for all rows: folded away where the guess is good. */
import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { categoriesQuery } from '../../api/queries';
import type { Import, ImportChanges, ImportReading } from '../../api/generated';
import { useWords } from '../../i18n/useWords';
import { OwnSitePicker } from './OwnSitePicker';
import { importKindsQuery } from './useImport';
import { Section } from './Section';
import classes from './transfer.module.css';

interface Props {
  run: Import;
  reading: ImportReading;
  onChange: (changes: ImportChanges) => void;
}

const ENCODINGS = ['utf-8', 'utf-16', 'cp1258', 'cp1252'] as const;
const DELIMITERS = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'bar'],
] as const;

export function ReadingSettings({ run, reading, onChange }: Props) {
  const { t } = useTranslation('transfer');
  const kinds = useQuery(importKindsQuery).data ?? [];
  const sites = kinds.find((kind) => kind.name === run.kind)?.sites ?? [];
  const defaults = reading.fields.filter((field) => field.default && field.name !== 'site');
  return (
    <Section title={t('reading.title')}>
      <div className={classes.form}>
        {reading.sheets.length > 1 && (
          <Select
            label={t('reading.sheet')}
            data={reading.sheets}
            value={reading.sheet}
            onChange={(sheet) => sheet && onChange({ sheet })}
            allowDeselect={false}
          />
        )}
        {reading.encoding && (
          <Select
            label={t('reading.encoding')}
            data={ENCODINGS.map((value) => ({ value, label: t(`encoding.${value}`) }))}
            value={reading.encoding}
            onChange={(value) => value && onChange({ encoding: value as (typeof ENCODINGS)[number] })}
            allowDeselect={false}
          />
        )}
        {reading.delimiter && (
          <Select
            label={t('reading.delimiter')}
            data={DELIMITERS.map(([value, name]) => ({ value, label: t(`delimiter.${name}`) }))}
            value={reading.delimiter}
            onChange={(value) => value && onChange({ delimiter: value as (typeof DELIMITERS)[number][0] })}
            allowDeselect={false}
          />
        )}
        <Source key={run.source} source={run.source} onChange={(source) => onChange({ source })} />
        {reading.fields.some((field) => field.name === 'site') && (
          <OwnSitePicker
            sites={sites}
            value={run.site?.slug}
            onChange={(site) => onChange({ site: site ?? null })}
          />
        )}
        {defaults.map((field) => (
          <Default key={field.name} field={field} reading={reading} onChange={onChange} />
        ))}
        {run.kind === 'people' && (
          <Select
            label={t('reading.login')}
            data={(['none', 'letter'] as const).map((value) => ({ value, label: t(`login.${value}`) }))}
            value={reading.options.login ?? 'none'}
            onChange={(login) => login && onChange({ options: { login } })}
            allowDeselect={false}
          />
        )}
      </div>
    </Section>
  );
}

/** The name that makes the list known again next time; sent when one leaves the field. */
function Source({ source, onChange }: { source: string; onChange: (source: string) => void }) {
  const { t } = useTranslation('transfer');
  return (
    <TextInput
      label={t('reading.source')}
      description={t('reading.source_text')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      defaultValue={source}
      maxLength={200}
      onBlur={(event) => {
        const said = event.currentTarget.value.trim();
        if (said && said !== source) onChange(said);
      }}
    />
  );
}

/** What is taken where a row says nothing. */
function Default({
  field,
  reading,
  onChange,
}: Pick<Props, 'reading' | 'onChange'> & { field: ImportReading['fields'][number] }) {
  const { t } = useTranslation('transfer');
  const words = useWords();
  const categories = useQuery({ ...categoriesQuery, enabled: field.name === 'category' }).data ?? [];
  const label = t('reading.default', { field: field.label });
  const value = reading.defaults[field.name] ?? null;
  const set = (said: string | null) => onChange({ defaults: { [field.name]: said } });
  const choices =
    field.name === 'category'
      ? categories.map((each) => ({ value: each.slug, label: words(each.name) }))
      : field.choices;
  if (choices.length === 0)
    return (
      <TextInput
        key={value}
        label={label}
        defaultValue={value ?? ''}
        onBlur={(event) =>
          event.currentTarget.value !== (value ?? '') && set(event.currentTarget.value || null)
        }
      />
    );
  const known = choices.some((each) => each.value === value);
  return (
    <Select
      label={label}
      placeholder={t('reading.no_default')}
      data={value && !known ? [...choices, { value, label: t('reading.made', { name: value }) }] : choices}
      value={value}
      onChange={set}
      clearable
      clearButtonProps={{ 'aria-label': t('map.clear', { column: field.label }) }}
      searchable
    />
  );
}
