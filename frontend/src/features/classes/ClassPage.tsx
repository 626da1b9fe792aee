/** One class: for whom, when, where, the full price, and every date with what became of it. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconChevronLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, get } from '../../api/client';
import type { ClassDetail, PublicSession } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { LinkButton } from '../../ui/LinkButton';
import { NotFound } from '../../ui/NotFound';
import { PageTitle } from '../../ui/PageTitle';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { StatusBadge, type Tone } from '../../ui/Status';
import { Money } from '../../ui/Values';
import { forWhom, weekly, where } from './said';
import classes from './classes.module.css';

const route = getRouteApi('/lop/$slug');
const TONES: Record<PublicSession['state'], Tone> = { planned: 'free', held: 'closed', cancelled: 'fault' };

export default function ClassPage() {
  const { slug } = route.useParams();
  const query = useQuery({
    queryKey: ['classes', 'one', slug],
    queryFn: ({ signal }) => get<ClassDetail>(`/api/classes/${encodeURIComponent(slug)}`, undefined, signal),
  });
  if (query.error instanceof ApiProblem && query.error.status === 404) return <NotFound />;
  return (
    <div className={classes.page}>
      <ProblemAlert error={query.error} />
      {!query.data && !query.error && <Skeleton height={420} radius="lg" aria-hidden />}
      {query.data && <Detail one={query.data} />}
    </div>
  );
}

function Detail({ one }: { one: ClassDetail }) {
  const { t } = useTranslation('classes');
  const words = useWords();
  return (
    <>
      <div>
        <Link to="/lop" className={classes.back}>
          <IconChevronLeft size={18} aria-hidden />
          {t('title')}
        </Link>
        <PageTitle
          lead={[t(`format.${one.format}`), words(one.theme)].filter(Boolean).join(' · ')}
          aside={
            one.can_run && (
              <LinkButton to="/day-hoc" variant="default" size="md">
                {t('run')}
              </LinkButton>
            )
          }
        >
          {words(one.course.title)}
        </PageTitle>
      </div>
      <div className={classes.columns}>
        <div className={classes.column}>
          <p className={classes.text}>{words(one.description)}</p>
          <Dates one={one} />
        </div>
        <Facts one={one} />
      </div>
    </>
  );
}

function Facts({ one }: { one: ClassDetail }) {
  const { t } = useTranslation('classes');
  const words = useWords();
  const format = useFormats(one.site.zone);
  const rows: [string, ReactNode][] = [
    [t('fact.fee'), <Money key="fee" value={one.fee} />],
    [
      t('fact.places'),
      one.places_left > 0 ? t('left_of', { count: one.places_left, of: one.capacity }) : t('full'),
    ],
    [t('fact.for'), forWhom(one, t, words)],
    [t('fact.when'), weekly(one.weekly, t) || t('named_dates')],
    [
      t('fact.span'),
      t('span_of', { from: format.date(one.first_on), to: format.date(one.last_on), count: one.sessions }),
    ],
    [t('fact.where'), where(one, t, words)],
    [t('fact.address'), one.mode === 'online' ? '' : one.site.address],
    [t('fact.hours'), one.hours ? t('hours', { count: one.hours }) : ''],
    [t('fact.language'), t(`language.${one.language}`)],
    [t('fact.owner'), words(one.organisation?.name)],
    [t('fact.prerequisites'), one.prerequisites.map((each) => words(each.title)).join(', ')],
  ];
  return (
    <Panel title={t('facts')}>
      <dl className={classes.facts}>
        {rows
          .filter(([, said]) => said)
          .map(([name, said]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{said}</dd>
            </div>
          ))}
      </dl>
    </Panel>
  );
}

function Dates({ one }: { one: ClassDetail }) {
  const { t } = useTranslation('classes');
  const words = useWords();
  const format = useFormats(one.site.zone);
  return (
    <Panel title={t('dates')} aside={<span className="figures">{one.dates.length}</span>}>
      <ol className={classes.list}>
        {one.dates.map((each) => (
          <li key={each.id} className={classes.row} data-off={each.state === 'cancelled' || undefined}>
            <time dateTime={each.starts_at} className={classes.when}>
              <span className={classes.day}>{format.day(each.starts_at)}</span>
              <span className="figures">{format.range(each.starts_at, each.ends_at)}</span>
            </time>
            <span className={classes.what}>
              {each.room && each.room.id !== one.room?.id && t('other_room', { room: words(each.room.name) })}
              {each.makes_up_for && t('makes_up', { day: format.day(each.makes_up_for) })}
            </span>
            <StatusBadge tone={TONES[each.state]} plain>
              {t(`state.${each.state}`)}
            </StatusBadge>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
