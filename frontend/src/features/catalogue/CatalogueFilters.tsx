import { Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { categoriesQuery } from '../../api/queries';
import { useRegion } from '../../api/session';
import type { CatalogueSearch } from '../../app/search';
import { useWords } from '../../i18n/useWords';
import { useNow } from '../../timeline/useNow';
import { DateTimeField } from '../../ui/DateTimeField';
import { SitePicker } from '../../ui/SitePicker';
import classes from './CatalogueFilters.module.css';

const route = getRouteApi('/may');

export function CatalogueFilters() {
  const { t } = useTranslation(['catalogue', 'common']);
  const region = useRegion();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const now = useNow();
  const set = (change: CatalogueSearch) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  return (
    <search className={classes.filters}>
      <NameSearch
        key={search.q === undefined ? 'empty' : 'asked'}
        value={search.q ?? ''}
        onChange={(q) => set({ q: q || undefined })}
      />
      <SitePicker value={search.site} onChange={(site) => set({ site })} />
      <CategoryPicker value={search.category} onChange={(category) => set({ category })} />
      <DateTimeField
        label={t('free_at')}
        zone={region.zone}
        value={search.free_at ?? null}
        min={new Date(now).toISOString()}
        onChange={(instant) => set({ free_at: instant ?? undefined })}
        clearable
      />
    </search>
  );
}

/** Types freely; the address follows when the typing pauses. */
function NameSearch({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const { t } = useTranslation('catalogue');
  const [text, setText] = useState(value);
  const later = useDebouncedCallback(onChange, 200);
  return (
    <TextInput
      label={t('search')}
      placeholder={t('search_example')}
      leftSection={<IconSearch size={18} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
    />
  );
}

function CategoryPicker({ value, onChange }: { value?: string; onChange: (slug?: string) => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const categories = useQuery(categoriesQuery).data ?? [];
  return (
    <Select
      label={t('field.category')}
      placeholder={t('field.all_categories')}
      data={categories.map((category) => ({ value: category.slug, label: words(category.name) }))}
      value={value ?? null}
      onChange={(slug) => onChange(slug ?? undefined)}
      clearable
      clearButtonProps={{ 'aria-label': t('action.clear_field') }}
    />
  );
}
