/** Subscribing to one public calendar. */
import { Button, Skeleton } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { publicFeedQuery } from '../../api/feeds';
import { useWords } from '../../i18n/useWords';
import { NotFound } from '../../ui/NotFound';
import { PageTitle } from '../../ui/PageTitle';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { CheckResult } from './CheckResult';
import { Ways } from './Ways';
import classes from './feeds.module.css';

const route = getRouteApi('/lich-chung/$kind/$key');

export default function PublicFeedPage() {
  const { t } = useTranslation('feeds');
  const words = useWords();
  const { kind, key } = route.useParams();
  const { data, error } = useQuery(publicFeedQuery(kind, key));
  const [checking, setChecking] = useState(false);
  if (data === null) return <NotFound />;
  const path = data && `/api/feeds/public/${data.kind}/${data.slug}`;
  return (
    <div className={classes.page}>
      <Link to="/lich-chung" className={classes.back}>
        <IconArrowLeft size={16} aria-hidden /> {t('public.all')}
      </Link>
      <PageTitle lead={t(kind === 'room' || kind === 'machine' ? 'subscribe.busy' : 'subscribe.place')}>
        {data ? words(data.name) : t('subscribe.title')}
      </PageTitle>
      <ProblemAlert error={error} />
      {!data && !error && <Skeleton height={360} aria-hidden />}
      {data && path && (
        <>
          <Panel title={t('subscribe.title')}>
            <div className={classes.inside}>
              <Ways address={data} />
            </div>
          </Panel>
          <Panel
            title={t('check.public')}
            aside={
              <Button component="a" href={`${path}/csv`} variant="default">
                {t('subscribe.csv')}
              </Button>
            }
          >
            <div className={classes.inside}>
              {checking ? (
                <CheckResult path={`${path}/check`} />
              ) : (
                <Button variant="default" onClick={() => setChecking(true)} className={classes.copy}>
                  {t('check.verb')}
                </Button>
              )}
            </div>
          </Panel>
        </>
      )}
    </div>
  );
}
