import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session';
import { useWords } from '../../i18n/useWords';
import { runsRegion, useOwnSites } from '../../ui/ownSites';

const REGION = 'region';

/** The organisations of the sites that one runs. */
export function useOwners() {
  const words = useWords();
  const owners = new Map<string, string>();
  for (const site of useOwnSites() ?? [])
    if (site.organisation) owners.set(site.organisation.id, words(site.organisation.name));
  return [...owners].map(([id, name]) => ({ id, name }));
}

/** Whose a term or course is: the region's, where one runs that, or an organisation's. */
export function Owner({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const { t } = useTranslation('classes');
  const owners = useOwners();
  const regional = runsRegion(useMe());
  return (
    <Select
      label={t('owner')}
      data={[
        ...(regional ? [{ value: REGION, label: t('owner_region') }] : []),
        ...owners.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={value ?? (regional ? REGION : (owners[0]?.id ?? null))}
      onChange={(next) => onChange(next === REGION ? null : next)}
      allowDeselect={false}
    />
  );
}
