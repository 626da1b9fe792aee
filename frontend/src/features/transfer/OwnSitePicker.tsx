/** A site that one runs, for rows that name none. */
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportKind } from '../../api/generated';
import { matches } from '../../i18n/search';

interface Props {
  sites: ImportKind['sites'];
  value: string | undefined;
  onChange: (slug: string | undefined) => void;
}

export function OwnSitePicker({ sites, value, onChange }: Props) {
  const { t } = useTranslation('transfer');
  const label = t('import.site');
  return (
    <Select
      label={label}
      placeholder={t('import.no_site')}
      data={sites}
      value={value ?? null}
      onChange={(slug) => onChange(slug ?? undefined)}
      searchable={sites.length > 6}
      clearable
      clearButtonProps={{ 'aria-label': t('map.clear', { column: label }) }}
      filter={({ options, search }) =>
        options.filter((option) => 'value' in option && matches(option.label, search))
      }
    />
  );
}
