/** Whom to call in an emergency and what to mind; there only with consent to keep it. */
import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { put } from '../../api/client';
import type { CareIn, Child } from '../../api/family';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { fieldErrors } from '../../ui/fieldErrors';
import { useChild } from './useChild';
import classes from './family.module.css';

export function Care({ child }: { child: Child }) {
  const { t } = useTranslation('family');
  const [open, setOpen] = useState(false);
  const { care } = child;
  return (
    <div className={classes.kept}>
      {care ? (
        <p>
          {t('care.contact', { name: care.contact_name, phone: care.contact_phone })}
          <br />
          {care.allergy_note ?? t('care.no_note')}
        </p>
      ) : (
        <p>{t('care.none')}</p>
      )}
      <Button
        variant="default"
        onClick={() => setOpen(true)}
        aria-label={`${t(care ? 'care.change' : 'care.fill')}: ${t('care.named', { name: child.full_name })}`}
      >
        {t(care ? 'care.change' : 'care.fill')}
      </Button>
      {open && <CareDialog child={child} onClose={() => setOpen(false)} />}
    </div>
  );
}

function CareDialog({ child, onClose }: { child: Child; onClose: () => void }) {
  const { t } = useTranslation('family');
  const { t: common } = useTranslation();
  const form = useForm({
    initialValues: {
      contact_name: child.care?.contact_name ?? '',
      contact_phone: child.care?.contact_phone ?? '',
      allergy_note: child.care?.allergy_note ?? '',
    },
    validate: {
      contact_name: (value) => (value.trim() ? null : t('care.name_missing')),
      contact_phone: (value) => (value.trim() ? null : t('care.phone_missing')),
    },
  });
  const set = useChild(
    (care: CareIn) =>
      put<Child>(
        `/api/children/${child.id}/care`,
        { ...care, allergy_note: care.allergy_note || null },
        { ifMatch: child.version },
      ),
    { onDone: onClose, onRefused: (error) => form.setErrors(fieldErrors(error)) },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('care.named', { name: child.full_name })}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <form className={classes.form} onSubmit={form.onSubmit((values) => set.mutate(values))} noValidate>
        <TextInput
          label={t('care.name')}
          autoComplete="off"
          size="md"
          data-autofocus
          {...form.getInputProps('contact_name')}
        />
        <TextInput
          label={t('care.phone')}
          type="tel"
          autoComplete="off"
          size="md"
          {...form.getInputProps('contact_phone')}
        />
        <Textarea
          label={t('care.note')}
          description={t('care.note_hint')}
          autosize
          minRows={2}
          size="md"
          {...form.getInputProps('allergy_note')}
        />
        {Object.keys(fieldErrors(set.error)).length === 0 && <ProblemAlert error={set.error} />}
        <Button type="submit" size="md" loading={set.isPending}>
          {common('action.save')}
        </Button>
      </form>
    </Modal>
  );
}
