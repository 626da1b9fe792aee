/** What one can be qualified for in the region, and whose qualification runs out soon. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { Holder, Page, Qualification } from '../../api/contract';
import { categoriesQuery, qualificationsQuery } from '../../api/queries';
import { useMe } from '../../api/session';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { EmptyState } from '../../ui/EmptyState';
import { ExportMenu } from '../../ui/ExportMenu';
import { runsRegion } from '../../ui/ownSites';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SettingsPage } from '../../ui/SettingsPage';
import { StatusBadge } from '../../ui/Status';
import { NewQualification } from './NewQualification';
import classes from './qualifications.module.css';

export default function ListPage() {
  const { t } = useTranslation('qualifications');
  const writes = runsRegion(useMe());
  const all = useQuery(qualificationsQuery);
  const [adding, setAdding] = useState(false);
  const add = (
    <Button size="md" onClick={() => setAdding(true)}>
      {t('add')}
    </Button>
  );
  return (
    <SettingsPage
      title={t('title')}
      intro={t('intro')}
      actions={
        <>
          <ExportMenu list="qualification_catalogue" />
          {writes && all.data?.length !== 0 && add}
        </>
      }
    >
      <ProblemAlert error={all.error} />
      {all.isPending && !all.error && <Skeleton height={240} radius="lg" aria-hidden />}
      {all.data?.length === 0 && (
        <EmptyState title={t('none')} action={writes && add}>
          {t('none_text')}
        </EmptyState>
      )}
      {all.data && all.data.length > 0 && (
        <Panel title={t('all')}>
          <ul className={classes.list}>
            {all.data.map((qualification) => (
              <Row key={qualification.id} qualification={qualification} />
            ))}
          </ul>
        </Panel>
      )}
      <Expiring />
      <NewQualification opened={adding} onClose={() => setAdding(false)} />
    </SettingsPage>
  );
}

function Row({ qualification }: { qualification: Qualification }) {
  const { t } = useTranslation('qualifications');
  const words = useWords();
  const categories = useQuery(categoriesQuery).data ?? [];
  const asking = categories.filter((category) => qualification.categories.includes(category.slug));
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <Link to="/cai-dat/nang-luc/$id" params={{ id: qualification.id }} className={classes.name}>
          {words(qualification.name)}
        </Link>
        <span className={classes.note}>
          {qualification.valid_days === null
            ? t('for_good')
            : t('valid', { count: qualification.valid_days })}
          {' · '}
          {asking.length > 0
            ? t('asked_by', { names: asking.map((category) => words(category.name)).join(', ') })
            : t('asked_by_none')}
        </span>
      </div>
      <StatusBadge tone={qualification.quiz_id ? 'free' : 'closed'} plain>
        {t(qualification.quiz_id ? 'has_quiz' : 'no_quiz')}
      </StatusBadge>
    </li>
  );
}

function Expiring() {
  const { t } = useTranslation('qualifications');
  const words = useWords();
  const format = useFormats();
  const soon = useQuery({
    queryKey: ['qualification-grants', 'expiring'],
    queryFn: async ({ signal }) =>
      (await get<Page<Holder>>('/api/qualification-grants', { state: 'expiring', limit: 100 }, signal)).items,
  });
  const holders = [...(soon.data ?? [])].sort((a, b) =>
    (a.expires_at ?? '').localeCompare(b.expires_at ?? ''),
  );
  return (
    <Panel
      title={t('expiring')}
      aside={Boolean(soon.data?.length) && <ExportMenu list="holders" filter={{ state: 'expiring' }} />}
    >
      <ProblemAlert error={soon.error} />
      {soon.data?.length === 0 && <p className={classes.none}>{t('expiring_none')}</p>}
      <ul className={classes.list}>
        {holders.map((holder) => (
          <li key={holder.grant_id} className={classes.row}>
            <div className={classes.what}>
              <span className={classes.name}>{holder.full_name}</span>
              <span className={classes.note}>{words(holder.qualification.name)}</span>
            </div>
            <span>{holder.expires_at && t('until', { date: format.date(holder.expires_at) })}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
