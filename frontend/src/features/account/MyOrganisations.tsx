/** Where one belongs: joining by code, leaving, taking back a request. */
import { Button, Skeleton, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post, remove } from '../../api/client';
import { myOrganisationsQuery, type Joined, type MyOrganisation } from '../../api/people';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import classes from './List.module.css';

export function MyOrganisations() {
  const { t } = useTranslation('joining');
  const { data, error } = useQuery(myOrganisationsQuery);
  const [leaving, setLeaving] = useState<MyOrganisation | null>(null);
  return (
    <Panel title={t('mine.title')}>
      <ProblemAlert error={error} />
      {!data && !error && <Skeleton height={52} className={classes.skeleton} />}
      {data && <p className={classes.empty}>{t(data.length === 0 ? 'mine.none' : 'mine.lead')}</p>}
      <ul className={classes.list}>
        {data?.map((one) => (
          <Row key={one.organisation_id} one={one} onLeave={() => setLeaving(one)} />
        ))}
      </ul>
      <JoinForm />
      {leaving && <LeaveDialog one={leaving} onClose={() => setLeaving(null)} />}
    </Panel>
  );
}

function Row({ one, onLeave }: { one: MyOrganisation; onLeave: () => void }) {
  const { t } = useTranslation('joining');
  const format = useFormats();
  const words = useWords();
  const queries = useQueryClient();
  const name = words(one.name);
  const withdraw = useMutation({
    mutationFn: () => remove(`/api/my/organisations/requests/${one.request_id}`),
    onSettled: () => queries.invalidateQueries({ queryKey: myOrganisationsQuery.queryKey }),
  });
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <p className={classes.name}>{name}</p>
        <p className={classes.note}>
          {one.asked_at
            ? t('mine.asked', { time: format.dateTime(one.asked_at) })
            : [one.title, t('mine.since', { date: format.date(`${one.since}T12:00:00Z`) })]
                .filter(Boolean)
                .join(' · ')}
        </p>
        <ProblemAlert error={withdraw.error} />
      </div>
      {one.request_id ? (
        <Button
          variant="default"
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate()}
          aria-label={t('mine.withdraw_named', { name })}
        >
          {t('mine.withdraw')}
        </Button>
      ) : (
        <Button variant="default" onClick={onLeave} aria-label={t('mine.leave_named', { name })}>
          {t('mine.leave')}
        </Button>
      )}
    </li>
  );
}

function JoinForm() {
  const { t } = useTranslation('joining');
  const words = useWords();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { code: '' },
    validate: { code: (code) => (code.trim() ? null : t('mine.code_missing')) },
  });
  const join = useMutation({
    mutationFn: ({ code }: { code: string }) => post<Joined>('/api/my/organisations', { code }),
    onSuccess: async () => {
      form.reset();
      await queries.invalidateQueries({ queryKey: myOrganisationsQuery.queryKey });
      // What one may book depends on where one belongs.
      await queries.invalidateQueries({ queryKey: ['session'] });
    },
  });
  const done = join.data && !join.isPending;
  return (
    <form className={classes.join} onSubmit={form.onSubmit((values) => join.mutate(values))} noValidate>
      <TextInput
        label={t('mine.code')}
        description={t('mine.code_note')}
        autoCapitalize="characters"
        autoComplete="off"
        spellCheck={false}
        size="md"
        {...form.getInputProps('code')}
      />
      <Button type="submit" size="md" variant="default" loading={join.isPending}>
        {t('mine.join')}
      </Button>
      <div role="status" className={classes.said}>
        {done && (
          <p>{t(join.data.member ? 'mine.joined' : 'mine.requested', { name: words(join.data.name) })}</p>
        )}
      </div>
      {!done && <ProblemAlert error={join.error} />}
    </form>
  );
}

function LeaveDialog({ one, onClose }: { one: MyOrganisation; onClose: () => void }) {
  const { t } = useTranslation('joining');
  const words = useWords();
  const queries = useQueryClient();
  const leave = useMutation({
    mutationFn: () => remove(`/api/my/organisations/${one.organisation_id}`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: myOrganisationsQuery.queryKey });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      opened
      danger
      title={t('mine.leave_title', { name: words(one.name) })}
      consequence={t('mine.leave_text')}
      confirm={t('mine.leave')}
      busy={leave.isPending}
      error={leave.error}
      onConfirm={() => leave.mutate()}
      onClose={onClose}
    />
  );
}
