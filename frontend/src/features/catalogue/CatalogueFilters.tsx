import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { categoriesQuery } from '../../api/queries';
import { useRegion } from '../../api/session';
import type { CatalogueSearch } from '../../app/search';
import { useWords } from '../../i18n/useWords';
import { useNow } from '../../timeline/useNow';
import { DateTimeField } from '../../ui/DateTimeField';
import { SearchField } from '../../ui/SearchField';
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
      <SearchField
        label={t('search')}
        placeholder={t('search_example')}
        value={search.q}
        onChange={(q) => set({ q })}
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
