/** Who answers for a child, who was asked to, and leaving it to the others. */
import { Button, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post, remove } from '../../api/client';
import { childrenQuery, KINDS, type Child, type GuardianKind } from '../../api/family';
import { useFormats } from '../../i18n/format';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { fieldErrors } from '../../ui/fieldErrors';
import { useChild } from './useChild';
import classes from './family.module.css';

export function Guardians({ child }: { child: Child }) {
  const { t } = useTranslation('family');
  const [asking, setAsking] = useState(false);
  return (
    <section aria-label={t('guardian.of', { name: child.full_name })}>
      <h3 className={classes.heading}>{t('guardian.title')}</h3>
      <ul className={classes.list}>
        {child.guardians.map((one) => (
          <li key={`${one.full_name} ${one.since}`} className={classes.row}>
            <div className={classes.what}>
              <p className={classes.name}>{one.full_name}</p>
              <p className={classes.note}>
                {[t(`kind.${one.kind}`), one.me && t('guardian.me')].filter(Boolean).join(' · ')}
              </p>
            </div>
            {one.me && child.guardians.length > 1 && <Leave child={child} />}
          </li>
        ))}
        {child.invitations.map((one) => (
          <Asked key={one.id} child={child} invitation={one} />
        ))}
      </ul>
      <div className={classes.step}>
        <Button
          variant="default"
          onClick={() => setAsking(true)}
          aria-label={t('guardian.invite_named', { name: child.full_name })}
        >
          {t('guardian.invite')}
        </Button>
      </div>
      {asking && <InviteDialog child={child} onClose={() => setAsking(false)} />}
    </section>
  );
}

function Asked({ child, invitation }: { child: Child; invitation: Child['invitations'][number] }) {
  const { t } = useTranslation('family');
  const format = useFormats();
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => remove(`/api/children/${child.id}/guardian-invitations/${invitation.id}`),
    onSettled: () => queries.invalidateQueries({ queryKey: childrenQuery.queryKey }),
  });
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <p className={classes.name}>{invitation.email}</p>
        <p className={classes.note}>
          {t('guardian.asked', { time: format.dateTime(invitation.expires_at) })}
        </p>
        <ProblemAlert error={revoke.error} />
      </div>
      <Button
        variant="subtle"
        loading={revoke.isPending}
        onClick={() => revoke.mutate()}
        aria-label={t('guardian.revoke_named', { email: invitation.email })}
      >
        {t('guardian.revoke')}
      </Button>
    </li>
  );
}

function Leave({ child }: { child: Child }) {
  const { t } = useTranslation('family');
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const leave = useMutation({
    mutationFn: () => post<undefined>(`/api/children/${child.id}/leave`, null),
    onSuccess: () => queries.invalidateQueries({ queryKey: childrenQuery.queryKey }),
  });
  const name = child.full_name;
  return (
    <>
      <Button variant="subtle" onClick={() => setOpen(true)} aria-label={t('guardian.leave_named', { name })}>
        {t('guardian.leave')}
      </Button>
      <ConfirmDialog
        opened={open}
        danger
        title={t('guardian.leave_title', { name })}
        consequence={t('guardian.leave_text')}
        confirm={t('guardian.leave')}
        busy={leave.isPending}
        error={leave.error}
        onConfirm={() => leave.mutate()}
        onClose={() => setOpen(false)}
      />
    </>
  );
}

function InviteDialog({ child, onClose }: { child: Child; onClose: () => void }) {
  const { t } = useTranslation('family');
  const { t: common } = useTranslation();
  const form = useForm({
    initialValues: { email: '', kind: '' as GuardianKind | '' },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('guardian.email_missing')),
      kind: (value) => (value ? null : t('field.kind_missing')),
    },
  });
  const invite = useChild(
    ({ email, kind }: typeof form.values) =>
      post<Child>(`/api/children/${child.id}/guardian-invitations`, { email: email.trim(), kind }),
    { onDone: onClose, onRefused: (error) => form.setErrors(fieldErrors(error)) },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('guardian.invite_named', { name: child.full_name })}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <form className={classes.form} onSubmit={form.onSubmit((values) => invite.mutate(values))} noValidate>
        <p className={classes.note}>{t('guardian.invite_text')}</p>
        <TextInput
          label={t('guardian.email')}
          type="email"
          inputMode="email"
          autoComplete="off"
          size="md"
          data-autofocus
          {...form.getInputProps('email')}
        />
        <Radio.Group label={t('guardian.kind')} size="md" {...form.getInputProps('kind')}>
          <Stack gap={8} mt={4}>
            {KINDS.map((kind) => (
              <Radio key={kind} value={kind} label={t(`kind.${kind}`)} size="md" />
            ))}
          </Stack>
        </Radio.Group>
        {Object.keys(fieldErrors(invite.error)).length === 0 && <ProblemAlert error={invite.error} />}
        <Button type="submit" size="md" loading={invite.isPending}>
          {t('guardian.send')}
        </Button>
      </form>
    </Modal>
  );
}
