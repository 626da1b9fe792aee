/** What one is qualified for, and everything there is to be qualified for. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { HeldQualification } from '../../api/contract';
import { myQualificationsQuery, qualificationsQuery } from '../../api/queries';
import { useMe } from '../../api/session';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { EmptyState } from '../../ui/EmptyState';
import { PageTitle } from '../../ui/PageTitle';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { StatusBadge } from '../../ui/Status';
import { QualificationRow } from './QualificationRow';
import classes from './learning.module.css';

export default function QualificationsPage() {
  const { t } = useTranslation('learning');
  const me = useMe();
  const all = useQuery(qualificationsQuery);
  const mine = useQuery({ ...myQualificationsQuery, enabled: me !== null });
  const valid = new Set(
    mine.data?.filter((held) => held.state === 'valid').map((held) => held.qualification.id),
  );
  return (
    <div className={classes.page}>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      {me && (
        <Panel title={t('mine.title')}>
          <ProblemAlert error={mine.error} />
          {mine.isPending && <Skeleton height={56} className={classes.skeleton} />}
          {mine.data?.length === 0 && <p className={classes.none}>{t('mine.none')}</p>}
          <ul className={classes.list}>
            {mine.data?.map((held) => (
              <HeldRow key={held.qualification.id + held.granted_at} held={held} />
            ))}
          </ul>
        </Panel>
      )}
      <Panel title={t('all.title')}>
        <ProblemAlert error={all.error} />
        {all.isPending && <Skeleton height={120} className={classes.skeleton} />}
        {all.data?.length === 0 && (
          <div className={classes.none}>
            <EmptyState title={t('all.none')} />
          </div>
        )}
        <ul className={classes.list}>
          {all.data?.map((qualification) => (
            <QualificationRow
              key={qualification.id}
              qualification={qualification}
              held={valid.has(qualification.id)}
            />
          ))}
        </ul>
      </Panel>
    </div>
  );
}

const EVIDENCE = ['quiz', 'staff', 'course'] as const;

function HeldRow({ held }: { held: HeldQualification }) {
  const { t } = useTranslation('learning');
  const words = useWords();
  const format = useFormats();
  const known = EVIDENCE.find((each) => each === held.evidence);
  const facts = [
    held.given_by ? t('mine.given_by', { name: held.given_by }) : known && t(`evidence.${known}`),
    t('mine.granted', { date: format.date(held.granted_at) }),
    held.expires_at ? t('mine.expires', { date: format.date(held.expires_at) }) : t('mine.no_end'),
  ];
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <p className={classes.name}>{words(held.qualification.name)}</p>
        <p className={classes.note}>{facts.filter(Boolean).join(' · ')}</p>
      </div>
      <StatusBadge tone={held.state === 'valid' ? 'free' : 'closed'}>{t(`state.${held.state}`)}</StatusBadge>
    </li>
  );
}
