/** What a new site begins with: choose a preset, see what it would make and what is there, make it. */
import { Radio, Select, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { Page, PresetSummary } from '../../api/contract';
import { sitesQuery } from '../../api/queries';
import type { PresetsSearch } from '../../app/search';
import { matches } from '../../i18n/search';
import { useWords } from '../../i18n/useWords';
import { EmptyState } from '../../ui/EmptyState';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SettingsPage } from '../../ui/SettingsPage';
import { Plan } from './Plan';
import classes from './presets.module.css';

const route = getRouteApi('/settings/cai-dat/bo-mau');

export default function PresetsPage() {
  const { t } = useTranslation('presets');
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const sites = useQuery(sitesQuery);
  const presets = useQuery({
    queryKey: ['presets'],
    queryFn: async ({ signal }) => (await get<Page<PresetSummary>>('/api/presets', undefined, signal)).items,
    staleTime: Infinity,
  });
  const site = sites.data?.find((each) => each.slug === search.site) ?? sites.data?.[0];
  const set = (change: PresetsSearch) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  return (
    <SettingsPage title={t('title')} intro={t('intro')}>
      <ProblemAlert error={sites.error ?? presets.error} />
      {(sites.isPending || presets.isPending) && <Skeleton height={240} radius="lg" aria-hidden />}
      {sites.data?.length === 0 && <EmptyState title={t('no_site')} />}
      {site && presets.data && (
        <>
          <Select
            label={t('site')}
            data={sites.data?.map((each) => ({ value: each.slug, label: words(each.name) }))}
            value={site.slug}
            onChange={(slug) => slug && set({ site: slug })}
            allowDeselect={false}
            maw={420}
            searchable={(sites.data?.length ?? 0) > 6}
            filter={({ options, search: typed }) =>
              options.filter((option) => 'value' in option && matches(option.label, typed))
            }
          />
          <Radio.Group
            label={t('choose')}
            value={search.preset ?? null}
            onChange={(preset) => set({ preset })}
          >
            <div className={classes.choices}>
              {presets.data.map((preset) => (
                <Radio
                  key={preset.slug}
                  value={preset.slug}
                  className={classes.choice}
                  data-checked={preset.slug === search.preset || undefined}
                  label={
                    <>
                      <span className={classes.name}>{words(preset.name)}</span>
                      <span className={classes.note}>{words(preset.description)}</span>
                      <span className={classes.note}>
                        {t('brings', {
                          categories: preset.categories.length,
                          quizzes: preset.quizzes,
                          rooms: preset.rooms,
                        })}
                      </span>
                    </>
                  }
                />
              ))}
            </div>
          </Radio.Group>
          {presets.data.some((each) => each.slug === search.preset) && search.preset && (
            <Plan key={`${search.preset} ${site.id}`} preset={search.preset} site={site} />
          )}
        </>
      )}
    </SettingsPage>
  );
}
