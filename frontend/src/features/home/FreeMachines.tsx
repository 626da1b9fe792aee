import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { Page, ResourceCard } from '../../api/contract';
import { useWords } from '../../i18n/useWords';
import { useNow } from '../../timeline/useNow';
import { CategoryIcon } from '../../ui/CategoryIcon';
import { EmptyState } from '../../ui/EmptyState';
import { Panel } from '../../ui/Panel';
import { ownPhoto, smallPhoto } from '../../ui/photo';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { MachineStatus } from '../../ui/Status';
import { choose, soonest } from './choose';
import classes from './FreeMachines.module.css';

/** How many are counted; a larger region says "more than". */
const COUNTED = 200;
const SHOWN = 8;

function useMachines() {
  return useQuery({
    queryKey: ['resources', 'free-now'],
    queryFn: async ({ signal }) => {
      const page = await get<Page<ResourceCard>>(
        '/api/resources',
        { limit: COUNTED, kind: 'machine' },
        signal,
      );
      const free = page.items.filter((machine) => machine.free_now);
      return { free, soon: soonest(page.items, SHOWN - free.length), more: page.next_cursor !== null };
    },
    staleTime: 30_000,
    refetchInterval: 60_000,
  });
}

export function FreeMachines() {
  const { t } = useTranslation('home');
  const now = new Date(useNow()).toISOString();
  const { data, error } = useMachines();
  const count = data?.free.length ?? 0;
  const title = data ? t(data.more ? 'free.title_more' : 'free.title', { count }) : t('free.loading');
  return (
    <Panel title={title} aside={<Link to="/may">{t('free.all')}</Link>}>
      <ProblemAlert error={error} />
      {!data && !error && <FreeSkeletons />}
      {data && count === 0 && (
        <div className={classes.empty}>
          <EmptyState title={t('free.none')} action={<Link to="/tim-gio">{t('free.find')}</Link>}>
            {t('free.none_text')}
          </EmptyState>
        </div>
      )}
      <MachineList machines={choose(data?.free ?? [], SHOWN)} now={now} />
      {data && data.soon.length > 0 && (
        <>
          <h3 className={classes.soon}>{t('free.soon')}</h3>
          <MachineList machines={data.soon} now={now} />
        </>
      )}
    </Panel>
  );
}

function MachineList({ machines, now }: { machines: ResourceCard[]; now: string }) {
  const words = useWords();
  return (
    <ul className={classes.list}>
      {machines.map((machine) => (
        <li key={machine.id}>
          <Link to="/may/$id" params={{ id: machine.id }} className={classes.row}>
            <Picture machine={machine} />
            <span className={classes.names}>
              <span className={classes.name}>{machine.name}</span>
              <span className={classes.site}>{words(machine.site.name)}</span>
            </span>
            <MachineStatus machine={machine} now={now} plain />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Picture({ machine }: { machine: ResourceCard }) {
  const photo = ownPhoto(machine.photo_url);
  if (!photo) return <CategoryIcon icon={machine.category.icon} size={22} />;
  return (
    <img className={classes.photo} src={smallPhoto(photo)} alt="" loading="lazy" width={30} height={30} />
  );
}

function FreeSkeletons() {
  return (
    <div className={classes.skeletons} aria-hidden>
      {Array.from({ length: SHOWN }, (_, row) => (
        <Skeleton key={row} height={40} />
      ))}
    </div>
  );
}
