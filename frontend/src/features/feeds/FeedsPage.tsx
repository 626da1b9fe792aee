/** My feeds: the links that I have given to my devices, what read them last, and how each is ended. */
import { Button, Modal, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post, remove } from '../../api/client';
import { checkOf, feedsQuery, type Feed, type NewFeed } from '../../api/feeds';
import { useMe } from '../../api/session';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { PageTitle } from '../../ui/PageTitle';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SignInFirst } from '../../ui/SignInFirst';
import { CheckResult } from './CheckResult';
import { NewFeedDialog, ShownOnce } from './NewFeedDialog';
import classes from './feeds.module.css';

type Doing = { what: 'check' | 'rotate' | 'revoke'; feed: Feed };

export default function FeedsPage() {
  const { t } = useTranslation('feeds');
  const me = useMe();
  return (
    <div className={classes.page}>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      {me ? <Feeds /> : <SignInFirst>{t('sign_in')}</SignInFirst>}
      <Panel title={t('public.title')}>
        <div className={classes.inside}>
          <p>{t('public.lead')}</p>
          <LinkButton to="/lich-chung" variant="default" className={classes.copy}>
            {t('public.all')}
          </LinkButton>
        </div>
      </Panel>
    </div>
  );
}

function Feeds() {
  const { t } = useTranslation('feeds');
  const { data, error } = useQuery(feedsQuery);
  const [creating, setCreating] = useState(false);
  const [doing, setDoing] = useState<Doing | null>(null);
  const [once, setOnce] = useState<NewFeed | null>(null);
  const add = (
    <Button onClick={() => setCreating(true)} disabled={!data}>
      {t('add')}
    </Button>
  );
  const done = () => setDoing(null);
  return (
    <Panel title={t('own.title')} aside={add}>
      <ProblemAlert error={error} />
      {!data && !error && <Skeleton height={64} className={classes.skeleton} />}
      {data?.items.length === 0 && (
        <div className={classes.inside}>
          <EmptyState title={t('own.none')}>{t('own.none_text')}</EmptyState>
        </div>
      )}
      <ul className={classes.list}>
        {data?.items.map((feed) => (
          <FeedRow key={feed.id} feed={feed} onDo={(what) => setDoing({ what, feed })} />
        ))}
      </ul>
      {creating && data && <NewFeedDialog offers={data.offers} onClose={() => setCreating(false)} />}
      {doing?.what === 'check' && <CheckDialog feed={doing.feed} onClose={done} />}
      {doing?.what === 'revoke' && <RevokeDialog feed={doing.feed} onClose={done} />}
      {doing?.what === 'rotate' && (
        <RotateDialog
          feed={doing.feed}
          onClose={done}
          onRotated={(feed) => {
            done();
            setOnce(feed);
          }}
        />
      )}
      {once && <ShownOnce feed={once} onClose={() => setOnce(null)} />}
    </Panel>
  );
}

function FeedRow({ feed, onDo }: { feed: Feed; onDo: (what: Doing['what']) => void }) {
  const { t } = useTranslation('feeds');
  const words = useWords();
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <p className={classes.name}>{feed.label}</p>
        <p className={classes.note}>{words(feed.name)}</p>
        <Fetched feed={feed} />
      </div>
      {!feed.revoked_at && (
        <div className={classes.buttons}>
          {(['check', 'rotate', 'revoke'] as const).map((what) => (
            <Button
              key={what}
              variant="default"
              onClick={() => onDo(what)}
              aria-label={t(`named.${what}`, { label: feed.label })}
            >
              {t(`${what}.verb`)}
            </Button>
          ))}
        </div>
      )}
    </li>
  );
}

function Fetched({ feed }: { feed: Feed }) {
  const { t } = useTranslation('feeds');
  const format = useFormats();
  if (feed.revoked_at && feed.purge_until)
    return <p className={classes.note}>{t('own.revoked', { date: format.date(feed.purge_until) })}</p>;
  if (!feed.last_fetch_at) return <p className={classes.note}>{t('own.never')}</p>;
  const client =
    !feed.last_client || feed.last_client === '?'
      ? t('client.unknown')
      : feed.last_client === 'browser'
        ? t('client.browser')
        : feed.last_client;
  return (
    <p className={classes.note}>{t('own.fetched', { client, time: format.dateTime(feed.last_fetch_at) })}</p>
  );
}

function CheckDialog({ feed, onClose }: { feed: Feed; onClose: () => void }) {
  const { t } = useTranslation(['feeds', 'common']);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('check.title', { label: feed.label })}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <CheckResult path={checkOf(feed)} />
    </Modal>
  );
}

function RevokeDialog({ feed, onClose }: { feed: Feed; onClose: () => void }) {
  const { t } = useTranslation('feeds');
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => remove(`/api/feeds/${feed.id}`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: feedsQuery.queryKey });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('revoke.title', { label: feed.label })}
      consequence={t('revoke.text')}
      confirm={t('revoke.verb')}
      danger
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    />
  );
}

interface Rotating {
  feed: Feed;
  onClose: () => void;
  onRotated: (feed: NewFeed) => void;
}

function RotateDialog({ feed, onClose, onRotated }: Rotating) {
  const { t } = useTranslation('feeds');
  const queries = useQueryClient();
  const rotate = useMutation({
    mutationFn: () => post<NewFeed>(`/api/feeds/${feed.id}/rotate`, undefined),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: feedsQuery.queryKey });
      onRotated(made);
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('rotate.title', { label: feed.label })}
      consequence={t('rotate.text')}
      confirm={t('rotate.verb')}
      busy={rotate.isPending}
      error={rotate.error}
      onConfirm={() => rotate.mutate()}
      onClose={onClose}
    />
  );
}
