/** What a person is qualified for, each with the way to where it is given and withdrawn. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { Holder, Page } from '../../api/contract';
import type { Person } from '../../api/people';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { StatusBadge } from '../../ui/Status';
import classes from './people.module.css';

export function QualificationsPanel({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const held = useQuery({
    queryKey: ['qualification-grants', 'person', person.id],
    queryFn: async ({ signal }) =>
      (await get<Page<Holder>>('/api/qualification-grants', { person: person.id, limit: 100 }, signal)).items,
  });
  return (
    <Panel title={t('held.title')} aside={<Link to="/cai-dat/nang-luc">{t('held.all')}</Link>}>
      <ProblemAlert error={held.error} />
      {held.isPending && !held.error && <Skeleton height={52} className={classes.skeleton} />}
      {held.data?.length === 0 && <p className={classes.empty}>{t('held.none')}</p>}
      <ul className={classes.plain}>
        {held.data?.map((one) => (
          <Row key={one.grant_id} held={one} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ held }: { held: Holder }) {
  const { t } = useTranslation('people');
  const format = useFormats();
  const words = useWords();
  const ended = held.revoked_at ?? held.expires_at;
  const date = ended ? format.date(ended) : '';
  const state = held.state === 'valid' && !held.expires_at ? 'for_good' : held.state;
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <p className={classes.name}>
          <Link to="/cai-dat/nang-luc/$id" params={{ id: held.qualification.id }} search={{ tab: 'holders' }}>
            {words(held.qualification.name)}
          </Link>
        </p>
        <p className={classes.note}>
          {[
            t('held.since', { date: format.date(held.granted_at) }),
            held.given_by && t('held.given_by', { name: held.given_by }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <StatusBadge tone={held.state === 'valid' ? 'free' : 'closed'} plain>
        {t(`held.state.${state}`, { date })}
      </StatusBadge>
    </li>
  );
}
