/** One machine: what it is, when it is free, what it asks for, and the way to book it. */
import { Button, Skeleton } from '@mantine/core';
import { IconArrowLeft, IconBook2, IconCalendarShare } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/client';
import type { Resource } from '../../api/contract';
import { resourceQuery } from '../../api/queries';
import { useWords } from '../../i18n/useWords';
import { ReportFault } from '../../timeline/parts/ReportFault';
import { useNow } from '../../timeline/useNow';
import { CategoryIcon } from '../../ui/CategoryIcon';
import { LinkButton } from '../../ui/LinkButton';
import { NotFound } from '../../ui/NotFound';
import { PageTitle } from '../../ui/PageTitle';
import { Panel } from '../../ui/Panel';
import { ownPhoto, smallPhoto } from '../../ui/photo';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { MachineStatus } from '../../ui/Status';
import { FreeTimes } from './FreeTimes';
import { MachineFacts } from './MachineFacts';
import { QualificationStep } from './QualificationStep';
import { RuleList } from './RuleList';
import classes from './MachinePage.module.css';

export interface WantedSpan {
  starts_at: string;
  ends_at: string;
}

interface Props {
  id: string;
  /** opens the booking form, at a span if one was chosen */
  onBook: (span?: WantedSpan) => void;
}

export function MachinePage({ id, onBook }: Props) {
  const { t } = useTranslation('catalogue');
  const { data, error } = useQuery(resourceQuery(id));
  if (error instanceof ApiProblem && error.status === 404) return <NotFound />;
  return (
    <div className={classes.page}>
      <Link to="/may" className={classes.back}>
        <IconArrowLeft size={16} aria-hidden /> {t('machine.all')}
      </Link>
      <ProblemAlert error={error} />
      {data && <Machine machine={data} onBook={onBook} />}
      {!data && !error && <MachineSkeleton />}
    </div>
  );
}

function Machine({ machine, onBook }: { machine: Resource; onBook: Props['onBook'] }) {
  const { t } = useTranslation('catalogue');
  const words = useWords();
  const now = new Date(useNow()).toISOString();
  const bookable = machine.state === 'in_order';
  return (
    <>
      <div className={classes.head}>
        <Picture machine={machine} />
        <PageTitle aside={<MachineStatus machine={machine} now={now} />} lead={words(machine.category.name)}>
          {machine.name}
        </PageTitle>
      </div>
      <div className={classes.columns}>
        <div className={classes.main}>
          {bookable && <FreeTimes machine={machine} onBook={onBook} />}
          <Panel title={t('machine.about')} aside={<Manual url={machine.manual_url} />}>
            <Photo machine={machine} />
            <p className={classes.text}>{words(machine.description) || t('machine.no_description')}</p>
          </Panel>
        </div>
        <div className={classes.side}>
          <Panel title={t('machine.rules')}>
            <MachineFacts machine={machine} />
            <QualificationStep machine={machine} />
            <RuleList rules={machine.rules} />
          </Panel>
          {machine.state !== 'retired' && (
            <div className={classes.report}>
              <ReportFault machine={machine} />
            </div>
          )}
          <LinkButton
            to="/lich-chung/$kind/$key"
            params={{ kind: 'machine', key: machine.id }}
            variant="default"
            leftSection={<IconCalendarShare size={18} aria-hidden />}
          >
            {t('machine.subscribe')}
          </LinkButton>
        </div>
      </div>
      <BookBar machine={machine} onBook={onBook} />
    </>
  );
}

function Manual({ url }: { url: string | null }) {
  const { t } = useTranslation(['catalogue', 'common']);
  if (!url) return null;
  return (
    <a href={url} target="_blank" rel="noreferrer" className={classes.manual}>
      <IconBook2 size={16} aria-hidden /> {t('machine.manual')}
      <span className="visually-hidden"> ({t('common:opens_new_tab')})</span>
    </a>
  );
}

/** In full, in a box that has its size before the photo is there. */
function Photo({ machine }: { machine: Resource }) {
  const { t } = useTranslation('catalogue');
  const photo = ownPhoto(machine.photo_url);
  if (!photo) return null;
  const alt = t('machine.photo', { name: machine.name });
  return <img className={classes.photo} src={photo} alt={alt} loading="lazy" width={1600} height={1067} />;
}

function Picture({ machine }: { machine: Resource }) {
  const photo = ownPhoto(machine.photo_url);
  if (photo) return <img className={classes.picture} src={smallPhoto(photo)} alt="" width={72} height={72} />;
  return (
    <span className={classes.picture}>
      <CategoryIcon icon={machine.category.icon} size={36} />
    </span>
  );
}

/** The main action; on phones it stays within reach of the thumb. */
function BookBar({ machine, onBook }: { machine: Resource; onBook: Props['onBook'] }) {
  const { t } = useTranslation(['catalogue', 'common']);
  const words = useWords();
  if (machine.state !== 'in_order') {
    return (
      <div className={classes.bar}>
        <p className={classes.fault}>
          {t(machine.state === 'retired' ? 'machine.retired' : 'machine.out_of_order')}{' '}
          {words(machine.state_note)}
        </p>
        <LinkButton to="/may" search={{ category: machine.category.slug }} variant="default" size="md">
          {t('machine.same_kind')}
        </LinkButton>
      </div>
    );
  }
  return (
    <div className={classes.bar}>
      <Button size="md" onClick={() => onBook()}>
        {t(machine.kind === 'room' ? 'common:action.book_room' : 'common:action.book')}
      </Button>
      <LinkButton
        to="/lich"
        search={{ site: machine.site.slug, category: machine.category.slug }}
        variant="default"
        size="md"
      >
        {t('machine.timeline')}
      </LinkButton>
    </div>
  );
}

function MachineSkeleton() {
  return (
    <div aria-hidden className={classes.main}>
      <Skeleton height={72} width="60%" />
      <Skeleton height={260} />
      <Skeleton height={120} />
    </div>
  );
}
