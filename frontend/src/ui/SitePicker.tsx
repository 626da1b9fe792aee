import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sitesQuery } from '../api/queries';
import { useMe } from '../api/session';
import { matches } from '../i18n/search';
import { useWords } from '../i18n/useWords';
import { runsSite } from './ownSites';

interface Props {
  /** slug of the chosen site; undefined means all */
  value: string | undefined;
  onChange: (slug: string | undefined) => void;
  label?: string;
  /** one must be chosen: there is nothing to clear */
  always?: boolean;
  /** only those that one runs */
  own?: boolean;
}

/** One site or all of them; found without diacritics. */
export function SitePicker({ value, onChange, label, always = false, own = false }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const me = useMe();
  const sites = (useQuery(sitesQuery).data ?? []).filter((site) => !own || runsSite(me, site));
  return (
    <Select
      label={label ?? t('field.site')}
      placeholder={t('field.all_sites')}
      data={sites.map((site) => ({ value: site.slug, label: words(site.name) }))}
      value={value ?? null}
      onChange={(slug) => onChange(slug ?? undefined)}
      searchable={sites.length > 6}
      clearable={!always}
      allowDeselect={!always}
      clearButtonProps={{ 'aria-label': t('action.clear_field') }}
      filter={({ options, search }) =>
        options.filter((option) => 'value' in option && matches(option.label, search))
      }
    />
  );
}
