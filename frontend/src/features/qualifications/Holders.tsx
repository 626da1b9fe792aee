import { Button, SegmentedControl, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { Holder, Page, QualificationSettings } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { ExportMenu } from '../../ui/ExportMenu';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { StatusBadge } from '../../ui/Status';
import { GrantDrawer } from './GrantDrawer';
import { RevokeDialog } from './RevokeDialog';
import classes from './qualifications.module.css';

const STATES = ['valid', 'expiring', 'ended'] as const;
type State = (typeof STATES)[number];

/** Who holds it, on what evidence, until when; granting and withdrawing. */
export function Holders({ qualification }: { qualification: QualificationSettings }) {
  const { t } = useTranslation('qualifications');
  const { t: common } = useTranslation();
  const [state, setState] = useState<State>('valid');
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 200);
  const [granting, setGranting] = useState(false);
  const [revoking, setRevoking] = useState<Holder | null>(null);
  const pages = useInfiniteQuery({
    queryKey: ['qualification-grants', qualification.id, state, q],
    queryFn: ({ signal, pageParam }) =>
      get<Page<Holder>>(
        '/api/qualification-grants',
        { qualification: qualification.id, state, q, cursor: pageParam },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  const holders = pages.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <div className={classes.tools}>
        <TextInput
          label={t('holders.search')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t('holders.state')}
          size="md"
          data={STATES.map((value) => ({ value, label: t(`holders.${value}`) }))}
          value={state}
          onChange={(next) => setState(next as State)}
        />
        <ExportMenu list="holders" filter={{ qualification: qualification.id, state, q: q || undefined }} />
        <Button size="md" onClick={() => setGranting(true)}>
          {t('grant.open')}
        </Button>
      </div>
      <ProblemAlert error={pages.error} />
      <Panel title={t('tab.holders_title')}>
        {pages.isPending && <Skeleton height={160} m="md" w="auto" aria-hidden />}
        {holders?.length === 0 && <p className={classes.none}>{t(`holders.none_${state}`)}</p>}
        <ul className={classes.list}>
          {holders?.map((holder) => (
            <Row key={holder.grant_id} holder={holder} onRevoke={() => setRevoking(holder)} />
          ))}
        </ul>
        {pages.hasNextPage && (
          <div className={classes.none}>
            <Button
              variant="default"
              loading={pages.isFetchingNextPage}
              onClick={() => void pages.fetchNextPage()}
            >
              {common('action.show_more')}
            </Button>
          </div>
        )}
      </Panel>
      <GrantDrawer opened={granting} qualification={qualification} onClose={() => setGranting(false)} />
      <RevokeDialog holder={revoking} onClose={() => setRevoking(null)} />
    </>
  );
}

const EVIDENCE = ['quiz', 'staff', 'course', 'document', 'import'] as const;

function Row({ holder, onRevoke }: { holder: Holder; onRevoke: () => void }) {
  const { t } = useTranslation('qualifications');
  const format = useFormats();
  const evidence = EVIDENCE.find((each) => each === holder.evidence);
  const facts = [
    evidence && t(`evidence.${evidence}`),
    holder.given_by && t('holders.given_by', { name: holder.given_by }),
    t('holders.granted', { date: format.date(holder.granted_at) }),
    holder.note,
    holder.revoked_reason && t('holders.reason', { reason: holder.revoked_reason }),
  ];
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <span className={classes.name}>{holder.full_name}</span>
        <span className={classes.note}>{holder.email}</span>
        <span className={classes.note}>{facts.filter(Boolean).join(' · ')}</span>
      </div>
      <StatusBadge tone={holder.state === 'valid' ? 'free' : 'closed'} plain>
        {holder.state === 'revoked'
          ? t('holders.revoked')
          : holder.expires_at
            ? t(holder.state === 'valid' ? 'until' : 'ended_at', { date: format.date(holder.expires_at) })
            : t('for_good')}
      </StatusBadge>
      {holder.state === 'valid' && (
        <Button variant="default" size="md" onClick={onRevoke}>
          {t('revoke.open')}
          <span className="visually-hidden">: {holder.full_name}</span>
        </Button>
      )}
    </li>
  );
}
