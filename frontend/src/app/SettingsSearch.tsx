/** One box over all settings: sections, what is set in them; machines, people, sites and categories by name. */
import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client';
import type { Page, ResourceLine, Words } from '../api/contract';
import type { PersonRow } from '../api/people';
import { categoriesQuery, sitesQuery } from '../api/queries';
import { useMe } from '../api/session';
import { matches } from '../i18n/search';
import { useWords } from '../i18n/useWords';
import { findSettings, sectionsOf } from './settings';
import classes from './Settings.module.css';

interface Hit {
  key: string;
  label: string;
  /** the section it stands in */
  where: string;
  go: () => void;
}

const MOST = 6;

/** Settings are matched here, machines and people by the server: a region may have thousands. */
function useHits(question: string): Hit[] {
  const { t } = useTranslation('settings');
  const words = useWords();
  const navigate = useNavigate();
  const open = sectionsOf(useMe());
  const may = (key: string) => open.some((section) => section.key === key);
  const [asked] = useDebouncedValue(question.trim(), 150);
  const wanted = asked.length >= 2;
  const machines = useQuery({
    queryKey: ['resource-settings', 'found', asked],
    queryFn: ({ signal }) =>
      get<Page<ResourceLine>>('/api/resource-settings', { q: asked, limit: MOST }, signal),
    placeholderData: keepPreviousData,
    enabled: wanted && may('machines'),
  });
  const people = useQuery({
    queryKey: ['people', 'found', asked],
    queryFn: ({ signal }) => get<Page<PersonRow>>('/api/people', { q: asked, limit: MOST }, signal),
    placeholderData: keepPreviousData,
    enabled: wanted && may('people'),
  });
  const sites = useQuery({ ...sitesQuery, enabled: may('sites') }).data ?? [];
  const categories = useQuery({ ...categoriesQuery, enabled: may('categories') }).data ?? [];
  if (question.trim() === '') return [];
  const named = (each: { name: Words }) => matches(`${each.name.vi} ${each.name.en}`, question);
  return [
    ...findSettings(open, question).map(({ section, label }) => ({
      key: `${section.key} ${label}`,
      label,
      where: t(`section.${section.key}.title`),
      go: () => void navigate({ to: section.to }),
    })),
    ...(may('sites') ? sites : []).filter(named).map((site) => ({
      key: site.id,
      label: words(site.name),
      where: t('search.sites'),
      go: () => void navigate({ to: '/cai-dat/dia-diem/$id', params: { id: site.id } }),
    })),
    ...(may('categories') ? categories : []).filter(named).map((category) => ({
      key: category.id,
      label: words(category.name),
      where: t('search.categories'),
      go: () => void navigate({ to: '/cai-dat/danh-muc/$id', params: { id: category.id } }),
    })),
    ...(wanted ? (machines.data?.items ?? []) : []).map((machine) => ({
      key: machine.id,
      label: machine.name,
      where: `${t('search.machines')} · ${words(machine.site.name)}`,
      go: () => void navigate({ to: '/cai-dat/may/$id', params: { id: machine.id } }),
    })),
    ...(wanted ? (people.data?.items ?? []) : []).map((person) => ({
      key: person.id,
      label: person.full_name,
      where: [t('search.people'), person.email].filter(Boolean).join(' · '),
      go: () => void navigate({ to: '/cai-dat/nguoi/$id', params: { id: person.id } }),
    })),
  ];
}

export function SettingsSearch() {
  const { t } = useTranslation('settings');
  const [question, setQuestion] = useState('');
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const hits = useHits(question);
  const go = (key: string) => {
    combobox.closeDropdown();
    setQuestion('');
    hits.find((hit) => hit.key === key)?.go();
  };
  return (
    <search>
      <Combobox store={combobox} onOptionSubmit={go} width="max-content" position="bottom-start">
        <Combobox.Target>
          <TextInput
            aria-label={t('search.label')}
            placeholder={t('search.label')}
            leftSection={<IconSearch size={18} aria-hidden />}
            value={question}
            autoComplete="off"
            onFocus={() => question && combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
            onChange={(event) => {
              setQuestion(event.currentTarget.value);
              combobox.openDropdown();
              combobox.selectFirstOption();
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={question.trim() === ''} className={classes.found}>
          <Combobox.Options aria-label={t('search.label')} className={classes.hits}>
            {hits.map(({ key, label, where }) => (
              <Combobox.Option key={key} value={key}>
                <span className={classes.hit}>
                  <span>{label}</span>
                  {label !== where && <span className={classes.where}>{where}</span>}
                </span>
              </Combobox.Option>
            ))}
            {hits.length === 0 && <Combobox.Empty>{t('search.empty')}</Combobox.Empty>}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </search>
  );
}
