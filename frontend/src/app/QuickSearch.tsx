/** Ctrl K: machines, rooms and pages by name, without diacritics. A combobox in a dialog. */
import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client';
import type { Page, ResourceCard } from '../api/contract';
import { useMe } from '../api/session';
import { matches } from '../i18n/search';
import { useWords } from '../i18n/useWords';
import { CategoryIcon } from '../ui/CategoryIcon';
import { PLACES, SETTINGS_PLACE, STAFF_PLACE, plansClasses, runsSites, setsUp, teaches } from './navigation';
import classes from './QuickSearch.module.css';

interface Props {
  opened: boolean;
  onClose: () => void;
}

interface Hit {
  id: string;
  group: 'search.pages' | 'search.machines';
  label: string;
  note?: string;
  icon?: string;
  go: () => void;
}

const LIMIT = 8;

/** Pages are matched here, machines by the server: a region may have thousands. */
function useHits(question: string, onClose: () => void): Hit[] {
  const { t } = useTranslation();
  const words = useWords();
  const me = useMe();
  const navigate = useNavigate();
  const [asked] = useDebouncedValue(question.trim(), 120);
  const machines = useQuery({
    queryKey: ['resources', 'quick', asked],
    queryFn: ({ signal }) => get<Page<ResourceCard>>('/api/resources', { q: asked, limit: LIMIT }, signal),
    placeholderData: keepPreviousData,
  });
  // Until the answer to these letters is there, what is left of the last one: Enter never goes astray.
  const late = machines.isPlaceholderData || asked !== question.trim();
  const found = (machines.data?.items ?? []).filter(
    ({ name, site }) => !late || matches(`${name} ${words(site.name)}`, question),
  );
  const places = [
    ...PLACES.map(({ to, key }) => ({ to, label: t(key) })),
    ...(runsSites(me) ? [{ to: STAFF_PLACE.to, label: t(STAFF_PLACE.key) }] : []),
    ...(setsUp(me) ? [{ to: SETTINGS_PLACE.to, label: t(SETTINGS_PLACE.key) }] : []),
    ...(teaches(me) ? [{ to: '/day-hoc' as const, label: t('nav.teaching') }] : []),
    ...(plansClasses(me) ? [{ to: '/xep-lop' as const, label: t('nav.planning') }] : []),
    { to: '/nang-luc' as const, label: t('nav.qualifications') },
    { to: '/kenh-lich' as const, label: t('account.feeds') },
    { to: '/lich-chung' as const, label: t('account.public_feeds') },
    me
      ? { to: '/tai-khoan' as const, label: t('account.settings') }
      : { to: '/dang-nhap' as const, label: t('account.sign_in') },
  ];
  const goTo = (run: () => void) => () => {
    onClose();
    run();
  };
  return [
    ...found.map((machine): Hit => ({
      id: machine.id,
      group: 'search.machines',
      label: machine.name,
      note: words(machine.site.name),
      icon: machine.category.icon,
      go: goTo(() => void navigate({ to: '/may/$id', params: { id: machine.id } })),
    })),
    ...places
      .filter(({ label }) => matches(label, question))
      .map(({ to, label }): Hit => ({
        id: to,
        group: 'search.pages',
        label,
        go: goTo(() => void navigate({ to })),
      })),
  ];
}

export default function QuickSearch({ opened, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('search.title')}
      size={560}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      yOffset="10vh"
    >
      <SearchBox onClose={onClose} />
    </Modal>
  );
}

function SearchBox({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const listId = useId();
  const [question, setQuestion] = useState('');
  const [cursor, setCursor] = useState(0);
  const hits = useHits(question, onClose);
  const chosen = Math.min(cursor, hits.length - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && hits.length > 0) {
      event.preventDefault();
      setCursor((chosen + step + hits.length) % hits.length);
    }
    if (event.key === 'Enter') hits[chosen]?.go();
  };
  return (
    <>
      <div className={classes.field}>
        <IconSearch size={20} aria-hidden />
        <input
          className={classes.input}
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-controls={listId}
          aria-activedescendant={hits[chosen] ? `${listId}-${chosen}` : undefined}
          aria-label={t('search.placeholder')}
          placeholder={t('search.placeholder')}
          autoComplete="off"
          data-autofocus
          value={question}
          onChange={(event) => {
            setQuestion(event.target.value);
            setCursor(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <p role="status" className="visually-hidden">
        {t('search.count', { count: hits.length })}
      </p>
      {hits.length === 0 && <p className={classes.empty}>{t('search.empty', { question })}</p>}
      <Hits hits={hits} chosen={chosen} listId={listId} />
      <p className={classes.hint}>{t('search.hint')}</p>
    </>
  );
}

function Hits({ hits, chosen, listId }: { hits: Hit[]; chosen: number; listId: string }) {
  const { t } = useTranslation();
  const groups = [...new Set(hits.map((hit) => hit.group))];
  return (
    <div role="listbox" id={listId} aria-label={t('search.title')} className={classes.list}>
      {groups.map((group) => (
        <div key={group} role="group" aria-label={t(group)}>
          <div className={classes.group} aria-hidden>
            {t(group)}
          </div>
          {hits.map(
            (hit, index) =>
              hit.group === group && (
                // The field keeps the focus and the keyboard; a click is the pointer's way.
                // eslint-disable-next-line jsx-a11y/click-events-have-key-events
                <div
                  key={hit.id}
                  id={`${listId}-${index}`}
                  role="option"
                  aria-selected={index === chosen}
                  tabIndex={-1}
                  className={classes.hit}
                  onClick={hit.go}
                >
                  {hit.icon && <CategoryIcon icon={hit.icon} size={20} />}
                  <span>{hit.label}</span>
                  {hit.note && <span className={classes.note}>{hit.note}</span>}
                </div>
              ),
          )}
        </div>
      ))}
    </div>
  );
}
