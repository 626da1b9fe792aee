/** Access for programs: tokens with the rights one chooses, shown once. */
import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { remove } from '../../api/client';
import type { ApiToken, Me } from '../../api/contract';
import { tokensQuery } from '../../api/queries';
import { useFormats } from '../../i18n/format';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { NewTokenDialog } from './NewTokenDialog';
import { scopeText } from './scopes';
import classes from './List.module.css';

export function ApiTokens({ me }: { me: Me }) {
  const { t } = useTranslation('account');
  const { data, error } = useQuery(tokensQuery);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  return (
    <Panel
      title={t('tokens.title')}
      aside={
        <Button variant="default" onClick={() => setCreating(true)}>
          {t('tokens.create')}
        </Button>
      }
    >
      <ProblemAlert error={error} />
      {!data && !error && <Skeleton height={52} className={classes.skeleton} />}
      {data?.length === 0 && <p className={classes.empty}>{t('tokens.none')}</p>}
      <ul className={classes.list}>
        {data?.map((token) => (
          <TokenRow key={token.id} token={token} onRevoke={() => setRevoking(token)} />
        ))}
      </ul>
      <NewTokenDialog opened={creating} onClose={() => setCreating(false)} permissions={me.permissions} />
      {revoking && <RevokeDialog token={revoking} onClose={() => setRevoking(null)} />}
    </Panel>
  );
}

function TokenRow({ token, onRevoke }: { token: ApiToken; onRevoke: () => void }) {
  const { t } = useTranslation('account');
  const format = useFormats();
  const used = token.last_used_at
    ? t('tokens.used', { time: format.dateTime(token.last_used_at) })
    : t('tokens.never_used');
  const ends = token.expires_at
    ? t('tokens.expires', { date: format.date(token.expires_at) })
    : t('tokens.no_end');
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <p className={classes.name}>{token.label}</p>
        <p className={classes.note}>
          {[token.scopes.map((scope) => scopeText(t, scope)).join(', '), ends, used]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <Button
        variant="default"
        onClick={onRevoke}
        aria-label={t('tokens.revoke_named', { label: token.label })}
      >
        {t('tokens.revoke')}
      </Button>
    </li>
  );
}

function RevokeDialog({ token, onClose }: { token: ApiToken; onClose: () => void }) {
  const { t } = useTranslation('account');
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => remove(`/api/tokens/${token.id}`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: tokensQuery.queryKey });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('tokens.revoke_title', { label: token.label })}
      consequence={t('tokens.revoke_text')}
      confirm={t('tokens.revoke')}
      danger
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    />
  );
}
