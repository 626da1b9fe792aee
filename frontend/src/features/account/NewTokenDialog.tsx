import { Button, Checkbox, CopyButton, Modal, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import type { NewApiToken } from '../../api/contract';
import { tokensQuery } from '../../api/queries';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { scopeText } from './scopes';
import classes from './List.module.css';

const LIFETIMES = ['30', '90', '365'] as const;

interface Props {
  opened: boolean;
  onClose: () => void;
  /** what the person may do; a token never may more */
  permissions: string[];
}

export function NewTokenDialog({ opened, onClose, permissions }: Props) {
  const { t } = useTranslation(['account', 'common']);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('tokens.create_title')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <TokenForm permissions={permissions} onClose={onClose} />
    </Modal>
  );
}

function TokenForm({ permissions, onClose }: Omit<Props, 'opened'>) {
  const { t } = useTranslation('account');
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { label: '', scopes: [] as string[], days: '90' as string },
    validate: {
      label: (label) => (label.trim() ? null : t('tokens.label_missing')),
      scopes: (scopes) => (scopes.length > 0 ? null : t('tokens.scopes_missing')),
    },
  });
  const create = useMutation({
    mutationFn: (values: typeof form.values) =>
      post<NewApiToken>('/api/tokens', {
        label: values.label.trim(),
        scopes: values.scopes,
        expires_days: Number(values.days),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  if (create.data) return <Created secret={create.data.token} onClose={onClose} />;
  return (
    <form className={classes.form} onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
      <TextInput
        label={t('tokens.label')}
        placeholder={t('tokens.label_example')}
        {...form.getInputProps('label')}
      />
      <Checkbox.Group
        label={t('tokens.scopes')}
        description={t('tokens.scopes_note')}
        {...form.getInputProps('scopes')}
      >
        {permissions.map((permission) => (
          <Checkbox key={permission} value={permission} label={scopeText(t, permission)} mt="xs" />
        ))}
      </Checkbox.Group>
      <Select
        label={t('tokens.lifetime')}
        data={LIFETIMES.map((days) => ({ value: days, label: t('tokens.days', { count: Number(days) }) }))}
        allowDeselect={false}
        {...form.getInputProps('days')}
      />
      <ProblemAlert error={create.error} />
      <Button type="submit" size="md" loading={create.isPending}>
        {t('tokens.create')}
      </Button>
    </form>
  );
}

function Created({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation(['account', 'common']);
  return (
    <div className={classes.form} role="status">
      <p>{t('tokens.created')}</p>
      <code className={classes.secret}>{secret}</code>
      <CopyButton value={secret}>
        {({ copied, copy }) => (
          <Button variant="default" size="md" onClick={copy}>
            {t(copied ? 'tokens.copied' : 'tokens.copy')}
          </Button>
        )}
      </CopyButton>
      <Button size="md" onClick={onClose}>
        {t('common:action.close')}
      </Button>
    </div>
  );
}
