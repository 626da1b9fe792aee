/** Who asks to join: approved by one press, refused with a reason. */
import { Button, Skeleton, Stack, Textarea } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post } from '../../api/client';
import { requestsQuery, type MembershipRequest } from '../../api/people';
import { useFormats } from '../../i18n/format';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { ExportMenu } from '../../ui/ExportMenu';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { fieldErrors } from '../../ui/fieldErrors';
import { MoreRows } from './MoreRows';
import classes from './people.module.css';

interface Answer {
  request: MembershipRequest;
  approve: boolean;
  reason?: string;
}

export function RequestsPanel({ organisation }: { organisation: string }) {
  const { t } = useTranslation('people');
  const found = useInfiniteQuery(requestsQuery(organisation, 'pending'));
  const data = found.data?.pages.flatMap((page) => page.items);
  const queries = useQueryClient();
  const [refusing, setRefusing] = useState<MembershipRequest | null>(null);
  const decide = useMutation({
    mutationFn: ({ request, approve, reason }: Answer) =>
      post(
        `/api/membership-requests/${request.id}/decision`,
        { approve, reason },
        { idempotencyKey: newIdempotencyKey() },
      ),
    onSuccess: () => setRefusing(null),
    onSettled: () => queries.invalidateQueries({ queryKey: ['organisations'] }),
  });
  const done = decide.isSuccess ? decide.variables : null;
  return (
    <Panel
      title={t('requests.title')}
      aside={
        Boolean(data?.length) && (
          <ExportMenu list="membership_requests" filter={{ organisation, state: 'pending' }} />
        )
      }
    >
      <ProblemAlert error={found.error ?? (refusing ? null : decide.error)} />
      {!data && !found.error && <Skeleton height={52} className={classes.skeleton} />}
      <p role="status" className={classes.said}>
        {done && t(done.approve ? 'requests.done' : 'requests.refused', { name: done.request.full_name })}
      </p>
      {data?.length === 0 && <p className={classes.empty}>{t('requests.none')}</p>}
      <ul className={classes.plain}>
        {data?.map((request) => (
          <Row
            key={request.id}
            request={request}
            busy={decide.isPending && decide.variables.request.id === request.id}
            onApprove={() => decide.mutate({ request, approve: true })}
            onRefuse={() => {
              decide.reset();
              setRefusing(request);
            }}
          />
        ))}
      </ul>
      <MoreRows list={found} />
      {refusing && (
        <RefuseDialog
          request={refusing}
          busy={decide.isPending}
          error={decide.error}
          onRefuse={(reason) => decide.mutate({ request: refusing, approve: false, reason })}
          onClose={() => setRefusing(null)}
        />
      )}
    </Panel>
  );
}

interface RowProps {
  request: MembershipRequest;
  busy: boolean;
  onApprove: () => void;
  onRefuse: () => void;
}

function Row({ request, busy, onApprove, onRefuse }: RowProps) {
  const { t } = useTranslation('people');
  const format = useFormats();
  const name = request.full_name;
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <p className={classes.name}>{name}</p>
        <p className={classes.note}>
          {[request.email, t(`requests.by_${request.source}`, { time: format.dateTime(request.created_at) })]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <div className={classes.actions}>
        <Button loading={busy} onClick={onApprove} aria-label={t('requests.approve_named', { name })}>
          {t('requests.approve')}
        </Button>
        <Button
          variant="default"
          disabled={busy}
          onClick={onRefuse}
          aria-label={t('requests.refuse_named', { name })}
        >
          {t('requests.refuse')}
        </Button>
      </div>
    </li>
  );
}

interface RefuseProps {
  request: MembershipRequest;
  busy: boolean;
  error: unknown;
  onRefuse: (reason: string) => void;
  onClose: () => void;
}

function RefuseDialog({ request, busy, error, onRefuse, onClose }: RefuseProps) {
  const { t } = useTranslation('people');
  const [reason, setReason] = useState('');
  const found = fieldErrors(error);
  return (
    <ConfirmDialog
      opened
      title={t('requests.refuse_title', { name: request.full_name })}
      consequence={
        <Stack>
          <p>{t('requests.refuse_text')}</p>
          <Textarea
            label={t('requests.reason')}
            required
            maxLength={500}
            autosize
            minRows={2}
            value={reason}
            error={found.reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </Stack>
      }
      confirm={t('requests.refuse')}
      busy={busy}
      error={found.reason ? null : error}
      onConfirm={() => onRefuse(reason)}
      onClose={onClose}
    />
  );
}
