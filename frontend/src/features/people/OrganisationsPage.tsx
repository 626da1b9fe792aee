/** The organisations that one is in charge of, with what waits there. */
import { Button, Modal, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { organisationsQuery, type OrganisationRow } from '../../api/people';
import { useMe } from '../../api/session';
import { useWords } from '../../i18n/useWords';
import { EmptyState } from '../../ui/EmptyState';
import { ExportMenu } from '../../ui/ExportMenu';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SettingsPage } from '../../ui/SettingsPage';
import { StatusBadge } from '../../ui/Status';
import { NewOrganisation } from './NewOrganisation';
import classes from './people.module.css';

export default function OrganisationsPage() {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 250);
  const [adding, setAdding] = useState(false);
  const { data, error } = useQuery(organisationsQuery(q));
  // Whoever runs the region enters organisations; the server says the same.
  const mayAdd = me?.roles.some(
    ({ role, scope_kind }) => scope_kind === 'region' && ['admin', 'manager'].includes(role),
  );
  return (
    <SettingsPage
      title={t('organisations.title')}
      intro={t('organisations.intro')}
      actions={
        <>
          <ExportMenu list="organisations" filter={{ q: q || undefined }} />
          {mayAdd && (
            <Button size="md" onClick={() => setAdding(true)}>
              {t('organisations.new')}
            </Button>
          )}
        </>
      }
    >
      <search className={classes.filters}>
        <TextInput
          type="search"
          label={t('organisations.search')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </search>
      <ProblemAlert error={error} />
      {!data && !error && <Skeleton height={240} />}
      {data?.length === 0 && <EmptyState title={t(q ? 'organisations.none' : 'organisations.none_yet')} />}
      {data && data.length > 0 && (
        <ul className={classes.list}>
          {data.map((one) => (
            <Row key={one.id} one={one} />
          ))}
        </ul>
      )}
      <Modal
        opened={adding}
        onClose={() => setAdding(false)}
        title={t('organisations.new')}
        closeButtonProps={{ 'aria-label': common('action.close') }}
      >
        <NewOrganisation onMade={(id) => void navigate({ to: '/cai-dat/to-chuc/$id', params: { id } })} />
      </Modal>
    </SettingsPage>
  );
}

function Row({ one }: { one: OrganisationRow }) {
  const { t } = useTranslation('people');
  const words = useWords();
  return (
    <li>
      <Link to="/cai-dat/to-chuc/$id" params={{ id: one.id }} className={classes.link}>
        <div>
          <p className={classes.name}>{words(one.name)}</p>
          <p className={classes.note}>
            {[t(`sector.${one.sector}`), one.domains.join(', ')].filter(Boolean).join(' · ')}
          </p>
        </div>
        <div>
          <p>{t('organisations.members', { count: one.member_count })}</p>
          {one.request_count > 0 && (
            <StatusBadge tone="pending" plain>
              {t('organisations.requests', { count: one.request_count })}
            </StatusBadge>
          )}
        </div>
      </Link>
    </li>
  );
}
