/** Invitations that one sent or looks after: to one place, or all of them. */
import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { post, remove } from '../../api/client';
import { invitationsQuery, type Invitation } from '../../api/people';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { ExportMenu } from '../../ui/ExportMenu';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { StatusBadge, type Tone } from '../../ui/Status';
import { MoreRows } from './MoreRows';
import { useRoleText } from './words';
import classes from './people.module.css';

const TONES: Record<Invitation['state'], Tone> = {
  open: 'pending',
  accepted: 'free',
  expired: 'busy',
  revoked: 'closed',
};

export function InvitationsPanel({ scope }: { scope?: string }) {
  const { t } = useTranslation('people');
  const found = useInfiniteQuery(invitationsQuery(scope));
  const items = found.data?.pages.flatMap((page) => page.items);
  return (
    <Panel
      title={t('invite.title')}
      aside={Boolean(items?.length) && <ExportMenu list="invitations" filter={{ organisation: scope }} />}
    >
      <ProblemAlert error={found.error} />
      {!items && !found.error && <Skeleton height={52} className={classes.skeleton} />}
      {items?.length === 0 && <p className={classes.empty}>{t('invite.none')}</p>}
      <ul className={classes.plain}>
        {items?.map((one) => (
          <Row key={one.id} invitation={one} />
        ))}
      </ul>
      <MoreRows list={found} />
    </Panel>
  );
}

function Row({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation('people');
  const format = useFormats();
  const words = useWords();
  const roleText = useRoleText();
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: ['invitations'] });
  const path = `/api/invitations/${invitation.id}`;
  const resend = useMutation({ mutationFn: () => post(`${path}/resend`, undefined), onSettled: again });
  const revoke = useMutation({ mutationFn: () => remove(path), onSettled: again });
  const { email, state, role, scope_name } = invitation;
  const what = role
    ? roleText({ role, scope_name })
    : t('invite.member_of', { place: scope_name ? words(scope_name) : t('roles.unknown_place') });
  const date = format.date(
    state === 'accepted' && invitation.accepted_at ? invitation.accepted_at : invitation.expires_at,
  );
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <p className={classes.name}>{email}</p>
        <p>{what}</p>
        <p className={classes.note}>
          {t('invite.by', { name: invitation.invited_by, time: format.dateTime(invitation.sent_at) })}
        </p>
        <StatusBadge tone={TONES[state]} plain>
          {t(`invite.state.${state}`, { date })}
        </StatusBadge>
        <ProblemAlert error={resend.error ?? revoke.error} />
      </div>
      <div className={classes.actions}>
        {invitation.may_resend && (
          <Button
            variant="default"
            loading={resend.isPending}
            onClick={() => resend.mutate()}
            aria-label={t('invite.resend_named', { email })}
          >
            {t('invite.resend')}
          </Button>
        )}
        {(state === 'open' || state === 'expired') && (
          <Button
            variant="default"
            loading={revoke.isPending}
            onClick={() => revoke.mutate()}
            aria-label={t('invite.revoke_named', { email })}
          >
            {t('invite.revoke')}
          </Button>
        )}
      </div>
    </li>
  );
}
