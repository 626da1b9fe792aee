/** A family: its children, what may be done for each, and who answers for them. */
import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../../api/contract';
import { enrolmentsQuery } from '../../api/enrolments';
import { childrenQuery } from '../../api/family';
import { useMe } from '../../api/session';
import { EmptyState } from '../../ui/EmptyState';
import { PageTitle } from '../../ui/PageTitle';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SignInFirst } from '../../ui/SignInFirst';
import { AddChild } from './AddChild';
import { ChildPanel } from './ChildPanel';
import { Enrolments } from './Enrolments';
import classes from './family.module.css';

export default function FamilyPage() {
  const { t } = useTranslation('family');
  const me = useMe();
  const [adding, setAdding] = useState(false);
  return (
    <div className={classes.page}>
      <PageTitle
        lead={t('lead')}
        aside={
          me && (
            <Button
              size="md"
              leftSection={<IconPlus size={18} aria-hidden />}
              onClick={() => setAdding(true)}
            >
              {t('add.title')}
            </Button>
          )
        }
      >
        {t('title')}
      </PageTitle>
      {me ? <Own me={me} /> : null}
      {me ? <Children /> : <SignInFirst>{t('sign_in_first')}</SignInFirst>}
      {adding && <AddChild onClose={() => setAdding(false)} />}
    </div>
  );
}

/** What one takes part in oneself: a training. */
function Own({ me }: { me: Me }) {
  const { t } = useTranslation('family');
  const { data } = useQuery(enrolmentsQuery);
  if (!data?.some((one) => one.person_id === me.id)) return null;
  return (
    <Panel title={t('enrolment.own')}>
      <Enrolments person={me.id} name={me.full_name} plain />
    </Panel>
  );
}

function Children() {
  const { t } = useTranslation('family');
  const { data, error } = useQuery(childrenQuery);
  if (error && !data) return <ProblemAlert error={error} />;
  if (!data) return <Skeleton height={320} />;
  if (data.length === 0) return <EmptyState title={t('none')}>{t('none_text')}</EmptyState>;
  return data.map((child) => <ChildPanel key={child.id} child={child} />);
}
