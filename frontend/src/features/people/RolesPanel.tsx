/** The roles of one person: what they bring, giving another one, withdrawing. */
import { Button, Modal, Select } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post, remove } from '../../api/client';
import { givableQuery, type GrantedRole, type Person } from '../../api/people';
import { useMe, useRegion } from '../../api/session';
import { dayIn, instantIn, useFormats } from '../../i18n/format';
import { matches } from '../../i18n/search';
import { useWords } from '../../i18n/useWords';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { DateField } from '../../ui/DateTimeField';
import { fieldErrors } from '../../ui/fieldErrors';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import classes from './people.module.css';

export function RolesPanel({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const [giving, setGiving] = useState(false);
  const [withdrawing, setWithdrawing] = useState<GrantedRole | null>(null);
  const me = useMe();
  return (
    <Panel
      title={t('roles.title')}
      aside={
        me?.permissions.includes('roles:give') && (
          <Button variant="default" onClick={() => setGiving(true)}>
            {t('roles.give')}
          </Button>
        )
      }
    >
      {person.roles.length === 0 && <p className={classes.empty}>{t('roles.none')}</p>}
      <ul className={classes.plain}>
        {person.roles.map((held) => (
          <Row key={held.id} held={held} onWithdraw={() => setWithdrawing(held)} />
        ))}
      </ul>
      <Modal
        opened={giving}
        onClose={() => setGiving(false)}
        title={t('roles.give_to', { name: person.full_name })}
        closeButtonProps={{ 'aria-label': common('action.close') }}
      >
        <GiveForm person={person} onClose={() => setGiving(false)} />
      </Modal>
      {withdrawing && (
        <WithdrawDialog person={person} held={withdrawing} onClose={() => setWithdrawing(null)} />
      )}
    </Panel>
  );
}

function Row({ held, onWithdraw }: { held: GrantedRole; onWithdraw: () => void }) {
  const { t } = useTranslation('people');
  const format = useFormats();
  const words = useWords();
  const place = held.scope_name ? words(held.scope_name) : t('roles.unknown_place');
  const role = t(`role.${held.role}`);
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <p className={classes.name}>{t('invite.role_at', { role, place })}</p>
        <p className={classes.note}>
          {[
            t(`roles.${held.scope_kind}`),
            t(`does.${held.role}`),
            held.until && t('roles.until_day', { date: format.date(new Date(Date.parse(held.until) - 1)) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {held.may_withdraw && (
        <Button
          variant="default"
          onClick={onWithdraw}
          aria-label={t('roles.withdraw_named', { role, place })}
        >
          {t('roles.withdraw')}
        </Button>
      )}
    </li>
  );
}

function GiveForm({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation('people');
  const words = useWords();
  const zone = useRegion().zone;
  const queries = useQueryClient();
  const { data: places, error } = useQuery(givableQuery);
  const [key] = useState(newIdempotencyKey);
  const form = useForm({
    initialValues: { place: '', role: '', until: null as string | null },
    validate: {
      place: (value) => (value ? null : t('roles.place_missing')),
      role: (value) => (value ? null : t('roles.role_missing')),
    },
  });
  const place = places?.find((one) => one.scope_id === form.values.place);
  const give = useMutation({
    mutationFn: ({ role, until }: typeof form.values) =>
      post<GrantedRole>(
        '/api/roles',
        {
          person_id: person.id,
          role,
          scope_kind: place?.scope_kind,
          scope_id: place?.scope_id,
          // The day counts to its end.
          until: until && new Date(instantIn(zone, until).getTime() + 86_400_000).toISOString(),
        },
        { idempotencyKey: key },
      ),
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['people'] }),
        queries.invalidateQueries({ queryKey: ['audit'] }),
      ]);
      onClose();
    },
  });
  const refused = fieldErrors(give.error).until;
  return (
    <form className={classes.form} onSubmit={form.onSubmit((values) => give.mutate(values))} noValidate>
      <Select
        label={t('roles.place')}
        size="md"
        data={(places ?? []).map((one) => ({ value: one.scope_id, label: words(one.name) }))}
        searchable
        filter={({ options, search }) =>
          options.filter((option) => 'value' in option && matches(option.label, search))
        }
        {...form.getInputProps('place')}
        onChange={(value) => form.setValues({ place: value ?? '', role: '' })}
      />
      <Select
        label={t('roles.role')}
        description={form.values.role && t(`does.${form.values.role}` as 'does.lab')}
        size="md"
        disabled={!place}
        data={(place?.roles ?? []).map((role) => ({ value: role, label: t(`role.${role}`) }))}
        allowDeselect={false}
        {...form.getInputProps('role')}
      />
      <DateField
        label={t('roles.until')}
        value={form.values.until}
        min={dayIn(zone, new Date())}
        clearable
        onChange={(day) => form.setFieldValue('until', day)}
        error={refused}
      />
      <ProblemAlert error={error ?? (refused ? null : give.error)} />
      <Button type="submit" size="md" loading={give.isPending}>
        {t('roles.give')}
      </Button>
    </form>
  );
}

function WithdrawDialog({
  person,
  held,
  onClose,
}: {
  person: Person;
  held: GrantedRole;
  onClose: () => void;
}) {
  const { t } = useTranslation('people');
  const words = useWords();
  const queries = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => remove(`/api/roles/${held.id}`),
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['people'] }),
        queries.invalidateQueries({ queryKey: ['audit'] }),
      ]);
      onClose();
    },
  });
  const role = t(`role.${held.role}`);
  const place = held.scope_name ? words(held.scope_name) : t('roles.unknown_place');
  return (
    <ConfirmDialog
      opened
      danger
      title={t('roles.withdraw_title', { role })}
      consequence={t('roles.withdraw_text', { name: person.full_name, role, place })}
      confirm={t('roles.withdraw')}
      busy={withdraw.isPending}
      error={withdraw.error}
      onConfirm={() => withdraw.mutate()}
      onClose={onClose}
    />
  );
}
