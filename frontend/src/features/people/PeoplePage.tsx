/** Everybody whom one answers for: searched, filtered, and from here to one person; invitations below. */
import { Button, Select, Skeleton } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { organisationsQuery, peopleQuery, ROLES, type PersonRow, type Role } from '../../api/people';
import { useMe, useRegion } from '../../api/session';
import type { PeopleSearch } from '../../app/search';
import { useWords } from '../../i18n/useWords';
import { matches } from '../../i18n/search';
import { EmptyState } from '../../ui/EmptyState';
import { ExportMenu } from '../../ui/ExportMenu';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SearchField } from '../../ui/SearchField';
import { SettingsPage } from '../../ui/SettingsPage';
import { StatusBadge } from '../../ui/Status';
import { FactorRule } from './FactorRule';
import { InvitationsPanel } from './InvitationsPanel';
import { InviteDialog } from './InviteDialog';
import { useRoleText } from './words';
import classes from './people.module.css';

const route = getRouteApi('/settings/cai-dat/nguoi');

export default function PeoplePage() {
  const { t } = useTranslation('people');
  const me = useMe();
  const region = useRegion();
  const [inviting, setInviting] = useState(false);
  const search = route.useSearch();
  return (
    <SettingsPage
      title={t('people.title')}
      intro={t('people.intro')}
      actions={
        <>
          <ExportMenu list="people" filter={{ ...search, role: search.role as Role | undefined }} />
          <Button size="md" onClick={() => setInviting(true)}>
            {t('people.invite')}
          </Button>
        </>
      }
    >
      <Filters />
      <List search={search} />
      <InvitationsPanel />
      {me?.permissions.includes('people:manage') && <FactorRule kind="region" id={region.id} />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </SettingsPage>
  );
}

function Filters() {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const words = useWords();
  const me = useMe();
  const set = (change: PeopleSearch) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  const mayList = me?.permissions.includes('members:invite') ?? false;
  const organisations = useQuery({ ...organisationsQuery(''), enabled: mayList });
  const clear = { 'aria-label': common('action.clear_field') };
  return (
    <search className={classes.filters}>
      <SearchField
        label={t('people.search')}
        placeholder={t('people.search_hint')}
        value={search.q}
        onChange={(q) => set({ q })}
      />
      <Select
        label={t('people.role')}
        placeholder={t('people.any_role')}
        data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        value={search.role ?? null}
        onChange={(role) => set({ role: role ?? undefined })}
        clearable
        clearButtonProps={clear}
      />
      {mayList && (
        <Select
          label={t('people.organisation')}
          placeholder={t('people.any_organisation')}
          data={(organisations.data ?? []).map((one) => ({ value: one.id, label: words(one.name) }))}
          value={search.organisation ?? null}
          onChange={(organisation) => set({ organisation: organisation ?? undefined })}
          searchable
          filter={({ options, search: asked }) =>
            options.filter((option) => 'value' in option && matches(option.label, asked))
          }
          clearable
          clearButtonProps={clear}
        />
      )}
      <Select
        label={t('people.state')}
        placeholder={t('people.any_state')}
        data={[
          { value: 'open', label: t('people.active') },
          { value: 'closed', label: t('people.closed') },
        ]}
        value={search.state ?? null}
        onChange={(state) => set({ state: (state ?? undefined) as PeopleSearch['state'] })}
        clearable
        clearButtonProps={clear}
      />
    </search>
  );
}

function List({ search }: { search: PeopleSearch }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const navigate = route.useNavigate();
  const { q, role, organisation, state } = search;
  const active = state === undefined ? undefined : state === 'open';
  const found = useInfiniteQuery(peopleQuery({ q, role, organisation, active }));
  const items = found.data?.pages.flatMap((page) => page.items);
  if (!items) return found.error ? <ProblemAlert error={found.error} /> : <Skeleton height={320} />;
  if (items.length === 0)
    return (
      <EmptyState
        title={t('people.none')}
        action={
          Object.keys(search).length > 0 && (
            <Button onClick={() => void navigate({ search: {} })}>{common('action.clear')}</Button>
          )
        }
      >
        {t('people.none_text')}
      </EmptyState>
    );
  return (
    <>
      <ul className={classes.list}>
        {items.map((person) => (
          <Row key={person.id} person={person} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button
          variant="default"
          className={classes.more}
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t('people.more')}
        </Button>
      )}
    </>
  );
}

function Row({ person }: { person: PersonRow }) {
  const { t } = useTranslation('people');
  const words = useWords();
  const roleText = useRoleText();
  const roles = person.roles.map((role) => roleText(role)).join(' · ');
  const homes = person.organisations.map((one) => words(one.name)).join(' · ');
  return (
    <li>
      <Link to="/cai-dat/nguoi/$id" params={{ id: person.id }} className={classes.link}>
        <div>
          <p className={classes.name}>{person.full_name}</p>
          <p className={classes.note}>{person.email ?? t('people.no_email')}</p>
        </div>
        <div>
          <p>{roles || t('people.no_role')}</p>
          {homes && <p className={classes.note}>{homes}</p>}
          {!person.active && (
            <StatusBadge tone="closed" plain>
              {t('person.closed')}
            </StatusBadge>
          )}
        </div>
      </Link>
    </li>
  );
}
