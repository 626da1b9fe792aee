/** Changing a child's details. */
import { Button, Modal } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { patch } from '../../api/client';
import type { Child } from '../../api/family';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { fieldErrors } from '../../ui/fieldErrors';
import { bodyOf, ChildFields, useChildRules, type ChildValues } from './ChildFields';
import { useChild } from './useChild';
import classes from './family.module.css';

export function ChildDialog({ child, onClose }: { child: Child; onClose: () => void }) {
  const { t } = useTranslation('family');
  const { t: common } = useTranslation();
  const form = useForm<ChildValues>({
    initialValues: {
      full_name: child.full_name,
      birth_date: child.birth_date,
      school_id: child.school?.id ?? '',
      grade: child.grade === null ? '' : String(child.grade),
    },
    validate: useChildRules(),
  });
  const change = useChild(
    (values: ChildValues) =>
      patch<Child>(`/api/children/${child.id}`, bodyOf(values), { ifMatch: child.version }),
    { onDone: onClose, onRefused: (error) => form.setErrors(fieldErrors(error)) },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('edit.named', { name: child.full_name })}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <form className={classes.form} onSubmit={form.onSubmit((values) => change.mutate(values))} noValidate>
        <ChildFields form={form} />
        {Object.keys(fieldErrors(change.error)).length === 0 && <ProblemAlert error={change.error} />}
        <Button type="submit" size="md" loading={change.isPending}>
          {common('action.save')}
        </Button>
      </form>
    </Modal>
  );
}
