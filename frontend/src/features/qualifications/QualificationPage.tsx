/** One qualification: what is said of it, its quiz, and who holds it. */
import { Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { QualificationSettings } from '../../api/contract';
import { useMe } from '../../api/session';
import type { QualificationSearch } from '../../app/search';
import { useWords } from '../../i18n/useWords';
import { History } from '../../ui/History';
import { runsRegion } from '../../ui/ownSites';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SettingsPage } from '../../ui/SettingsPage';
import { Details } from './Details';
import { Holders } from './Holders';
import { QuizTab } from './QuizTab';
import classes from './qualifications.module.css';

const route = getRouteApi('/settings/cai-dat/nang-luc/$id');

export default function QualificationPage() {
  const { t } = useTranslation('qualifications');
  const words = useWords();
  const { id } = route.useParams();
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  const writes = runsRegion(useMe());
  const answer = useQuery({
    queryKey: ['qualification-settings', id],
    queryFn: ({ signal }) =>
      get<QualificationSettings>(`/api/qualifications/${encodeURIComponent(id)}`, undefined, signal),
  });
  const found = answer.data;
  return (
    <SettingsPage
      title={found ? words(found.name) : t('title')}
      intro={found && words(found.description)}
      back={{ to: '/cai-dat/nang-luc', label: t('title') }}
    >
      <ProblemAlert error={answer.error} />
      {answer.isPending && <Skeleton height={360} radius="lg" aria-hidden />}
      {found && (
        <Tabs
          value={tab ?? 'details'}
          onChange={(next) =>
            void navigate({
              search: next === 'details' ? {} : { tab: next as QualificationSearch['tab'] },
              replace: true,
              resetScroll: false,
            })
          }
          keepMounted={false}
        >
          <Tabs.List>
            <Tabs.Tab value="details">{t('tab.details')}</Tabs.Tab>
            <Tabs.Tab value="quiz">{t('tab.quiz')}</Tabs.Tab>
            <Tabs.Tab value="holders">{t('tab.holders', { count: found.holders })}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="details" className={classes.tab}>
            <Details key={found.version} qualification={found} writes={writes} />
            <History kind="qualification" id={found.id} />
          </Tabs.Panel>
          <Tabs.Panel value="quiz" className={classes.tab}>
            <QuizTab qualification={found} writes={writes} />
          </Tabs.Panel>
          <Tabs.Panel value="holders" className={classes.tab}>
            <Holders qualification={found} />
          </Tabs.Panel>
        </Tabs>
      )}
    </SettingsPage>
  );
}
