/** One organisation: who asks to join, codes, members, invitations, and what is said of it. */
import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { remove } from '../../api/client';
import { organisationQuery, type Organisation } from '../../api/people';
import { useWords } from '../../i18n/useWords';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { History } from '../../ui/History';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SettingsPage } from '../../ui/SettingsPage';
import { CodesPanel } from './CodesPanel';
import { FactorRule } from './FactorRule';
import { InvitationsPanel } from './InvitationsPanel';
import { InviteDialog } from './InviteDialog';
import { MembersPanel } from './MembersPanel';
import { OrganisationForm } from './OrganisationForm';
import { RequestsPanel } from './RequestsPanel';

const route = getRouteApi('/settings/cai-dat/to-chuc/$id');

export default function OrganisationPage() {
  const { t } = useTranslation('people');
  const words = useWords();
  const { id } = route.useParams();
  const { data: organisation, error } = useQuery(organisationQuery(id));
  const [inviting, setInviting] = useState(false);
  const back = { to: '/cai-dat/to-chuc', label: t('organisations.all') } as const;
  if (!organisation)
    return (
      <SettingsPage title={t(error ? 'organisations.none' : 'organisations.title')} back={back}>
        {error ? <ProblemAlert error={error} /> : <Skeleton height={320} />}
      </SettingsPage>
    );
  const may = (verb: string) => organisation.may.includes(verb);
  return (
    <SettingsPage
      title={words(organisation.name)}
      intro={t(`sector.${organisation.sector}`)}
      back={back}
      actions={
        <>
          {may('members:invite') && (
            <Button size="md" onClick={() => setInviting(true)}>
              {t('invite.new')}
            </Button>
          )}
          {may('region') && <DeleteButton organisation={organisation} />}
        </>
      }
    >
      {may('members:manage') && <RequestsPanel organisation={id} />}
      {may('members:manage') && <CodesPanel organisation={id} />}
      {may('members:manage') && <MembersPanel organisation={organisation} />}
      <InvitationsPanel scope={id} />
      {may('organisations:manage') && <OrganisationForm organisation={organisation} />}
      {may('organisations:manage') && <FactorRule kind="organisation" id={id} />}
      <History kind="organisation" id={id} />
      {inviting && <InviteDialog organisation={id} onClose={() => setInviting(false)} />}
    </SettingsPage>
  );
}

function DeleteButton({ organisation }: { organisation: Organisation }) {
  const { t } = useTranslation('people');
  const words = useWords();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const act = useMutation({
    mutationFn: () => remove(`/api/organisations/${organisation.id}`),
    onSuccess: async () => {
      await navigate({ to: '/cai-dat/to-chuc' });
      await queries.invalidateQueries({ queryKey: ['organisations', 'list'] });
    },
  });
  return (
    <>
      <Button variant="default" size="md" onClick={() => setAsking(true)}>
        {t('organisation.delete')}
      </Button>
      <ConfirmDialog
        opened={asking}
        danger
        title={t('organisation.delete_title', { name: words(organisation.name) })}
        consequence={t('organisation.delete_text')}
        confirm={t('organisation.delete')}
        busy={act.isPending}
        error={act.error}
        onConfirm={() => act.mutate()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
