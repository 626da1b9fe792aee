import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client';
import type { FoundPerson, Page } from '../api/contract';

interface Props {
  /** slug of a site that the asker runs */
  site: string | undefined;
  label: string;
  value: string | null;
  onChange: (id: string | null) => void;
  error?: string;
}

/** Somebody by name or address; the server searches without diacritics. */
export function PersonPicker({ site, label, value, onChange, error }: Props) {
  const { t } = useTranslation('day');
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 150);
  const found = useQuery({
    queryKey: ['people', site, q],
    queryFn: async ({ signal }) => (await get<Page<FoundPerson>>('/api/people', { site, q }, signal)).items,
    enabled: q.length >= 2 && site !== undefined,
    placeholderData: keepPreviousData,
  });
  return (
    <Select
      label={label}
      placeholder={t('book.person_hint')}
      data={(found.data ?? []).map((one) => ({
        value: one.id,
        label: one.email ? `${one.full_name} (${one.email})` : one.full_name,
      }))}
      value={value}
      onChange={onChange}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={q.length >= 2 && !found.isFetching ? t('book.nobody') : undefined}
      filter={({ options }) => options}
      error={error}
    />
  );
}
