/** Calendars of places, rooms and machines that anybody may subscribe to. */
import { Skeleton, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { publicFeedsQuery, type PublicFeed } from '../../api/feeds';
import { matches } from '../../i18n/search';
import { useWords } from '../../i18n/useWords';
import { PageTitle } from '../../ui/PageTitle';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import classes from './feeds.module.css';

const KINDS = ['network', 'site', 'room', 'machine'] as const;

export default function PublicFeedsPage() {
  const { t } = useTranslation('feeds');
  const words = useWords();
  const { data, error } = useQuery(publicFeedsQuery);
  const [wanted, setWanted] = useState('');
  const found = data?.filter((feed) => matches(words(feed.name), wanted));
  return (
    <div className={classes.page}>
      <PageTitle lead={t('public.lead')}>{t('public.title')}</PageTitle>
      <TextInput
        label={t('public.search')}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
        className={classes.search}
      />
      <ProblemAlert error={error} />
      {!data && !error && <Skeleton height={300} aria-hidden />}
      {found?.length === 0 && <p>{t('public.none')}</p>}
      {KINDS.map((kind) => (
        <Kind key={kind} kind={kind} feeds={found?.filter((feed) => feed.kind === kind) ?? []} />
      ))}
    </div>
  );
}

function Kind({ kind, feeds }: { kind: (typeof KINDS)[number]; feeds: PublicFeed[] }) {
  const { t } = useTranslation('feeds');
  const words = useWords();
  if (feeds.length === 0) return null;
  return (
    <Panel title={t(`kind.${kind}`)}>
      <ul className={classes.list}>
        {feeds.map((feed) => (
          <li key={feed.key} className={classes.row}>
            <Link to="/lich-chung/$kind/$key" params={{ kind, key: feed.key }} className={classes.link}>
              {words(feed.name)}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
