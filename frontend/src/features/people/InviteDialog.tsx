/** Inviting by letter: to a role somewhere, or to the membership of an organisation. */
import { Button, Modal, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post } from '../../api/client';
import { givableQuery, organisationsQuery, type Invitation } from '../../api/people';
import { useMe } from '../../api/session';
import { useLanguage, useWords } from '../../i18n/useWords';
import { matches } from '../../i18n/search';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { fieldErrors } from '../../ui/fieldErrors';
import classes from './people.module.css';

interface Props {
  onClose: () => void;
  /** invites to this organisation only */
  organisation?: string;
}

interface Choice {
  value: string;
  label: string;
  /** organisation, site or region */
  kind: string;
  roles: readonly string[];
}

const MEMBER = 'member';

export function InviteDialog({ onClose, organisation }: Props) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('invite.new')}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <InviteForm onClose={onClose} organisation={organisation} />
    </Modal>
  );
}

/** The places one may invite to, each with what one may invite to there: membership is the first. */
function useChoices(organisation?: string): Choice[] {
  const words = useWords();
  const me = useMe();
  const may = (permission: string) => me?.permissions.includes(permission) ?? false;
  const places = useQuery({ ...givableQuery, enabled: may('roles:give') });
  const homes = useQuery({ ...organisationsQuery(''), enabled: may('members:invite') });
  const found = new Map<string, Choice>();
  for (const one of homes.data ?? [])
    found.set(one.id, { value: one.id, label: words(one.name), kind: 'organisation', roles: [MEMBER] });
  for (const place of places.data ?? []) {
    const known = found.get(place.scope_id);
    found.set(place.scope_id, {
      value: place.scope_id,
      label: words(place.name),
      kind: place.scope_kind,
      roles: [...(known?.roles ?? []), ...place.roles],
    });
  }
  return [...found.values()].filter((choice) => !organisation || choice.value === organisation);
}

function InviteForm({ onClose, organisation }: Props) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const choices = useChoices(organisation);
  const language = useLanguage();
  const [key] = useState(newIdempotencyKey);
  const form = useForm({
    initialValues: {
      email: '',
      place: organisation ?? '',
      role: organisation ? MEMBER : '',
      locale: language as string,
    },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('invite.email_missing')),
      place: (value) => (value ? null : t('roles.place_missing')),
      role: (value) => (value ? null : t('roles.role_missing')),
    },
  });
  const place = choices.find((choice) => choice.value === form.values.place);
  const send = useMutation({
    mutationFn: ({ email, role, locale }: typeof form.values) =>
      post<Invitation>(
        '/api/invitations',
        {
          email: email.trim(),
          role: role === MEMBER ? null : role,
          scope_kind: place?.kind,
          scope_id: place?.value,
          locale,
        },
        { idempotencyKey: key },
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['invitations'] }),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  if (send.data)
    return (
      <Stack>
        <p role="status">{t('invite.sent', { email: send.data.email })}</p>
        <Button size="md" onClick={onClose}>
          {common('action.close')}
        </Button>
      </Stack>
    );
  const roles = (place?.roles ?? []).map((role) => ({
    value: role,
    label: role === MEMBER ? t('invite.member') : t(`role.${role}` as 'role.lab'),
  }));
  return (
    <form className={classes.form} onSubmit={form.onSubmit((values) => send.mutate(values))} noValidate>
      <TextInput
        label={t('invite.email')}
        type="email"
        inputMode="email"
        autoComplete="off"
        size="md"
        data-autofocus
        {...form.getInputProps('email')}
      />
      {!organisation && (
        <Select
          label={t('roles.place')}
          data={choices}
          size="md"
          searchable
          filter={({ options, search }) =>
            options.filter((option) => 'value' in option && matches(option.label, search))
          }
          {...form.getInputProps('place')}
          onChange={(value) => form.setValues({ place: value ?? '', role: '' })}
        />
      )}
      <Select
        label={t('invite.to')}
        data={roles}
        size="md"
        disabled={!place}
        allowDeselect={false}
        {...form.getInputProps('role')}
      />
      <div>
        <Text component="span" size="sm" id="invite-language">
          {t('invite.language')}
        </Text>
        <SegmentedControl
          aria-labelledby="invite-language"
          fullWidth
          data={[
            { value: 'vi', label: t('person.vi') },
            { value: 'en', label: t('person.en') },
          ]}
          {...form.getInputProps('locale')}
        />
      </div>
      <p className={classes.note}>{t('invite.note')}</p>
      {Object.keys(fieldErrors(send.error)).length === 0 && <ProblemAlert error={send.error} />}
      <Button type="submit" size="md" loading={send.isPending}>
        {t('invite.send')}
      </Button>
    </form>
  );
}
