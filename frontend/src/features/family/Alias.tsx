/** What a child is called in calendars. */
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch } from '../../api/client';
import type { Child } from '../../api/family';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { fieldErrors } from '../../ui/fieldErrors';
import { useChild } from './useChild';
import classes from './family.module.css';

export function Alias({ child }: { child: Child }) {
  const { t } = useTranslation('family');
  const [open, setOpen] = useState(false);
  if (open) return <AliasForm child={child} onClose={() => setOpen(false)} />;
  return (
    <div className={classes.kept}>
      <p>{child.alias ? t('alias.is', { alias: child.alias }) : t('alias.none')}</p>
      <Button
        variant="default"
        onClick={() => setOpen(true)}
        aria-label={`${t(child.alias ? 'alias.change' : 'alias.choose')}: ${t('alias.named', { name: child.full_name })}`}
      >
        {t(child.alias ? 'alias.change' : 'alias.choose')}
      </Button>
    </div>
  );
}

function AliasForm({ child, onClose }: { child: Child; onClose: () => void }) {
  const { t } = useTranslation('family');
  const { t: common } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  // Where the button was that opened it.
  useEffect(() => field.current?.focus(), []);
  const form = useForm({
    initialValues: { alias: child.alias ?? '' },
    validate: { alias: (value) => (value.trim() ? null : t('alias.missing')) },
  });
  const set = useChild(
    ({ alias }: { alias: string }) =>
      patch<Child>(`/api/children/${child.id}`, { alias: alias.trim() }, { ifMatch: child.version }),
    { onDone: onClose, onRefused: (error) => form.setErrors(fieldErrors(error)) },
  );
  return (
    <form className={classes.inline} onSubmit={form.onSubmit((values) => set.mutate(values))} noValidate>
      <TextInput
        label={t('alias.label')}
        description={t('alias.note')}
        autoComplete="off"
        maxLength={40}
        size="md"
        ref={field}
        {...form.getInputProps('alias')}
      />
      <div className={classes.buttons}>
        <Button type="submit" size="md" loading={set.isPending}>
          {common('action.save')}
        </Button>
        <Button variant="default" size="md" onClick={onClose}>
          {common('action.back')}
        </Button>
      </div>
      {Object.keys(fieldErrors(set.error)).length === 0 && <ProblemAlert error={set.error} />}
    </form>
  );
}
