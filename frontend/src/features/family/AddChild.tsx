/** Entering a child: the details, then all of it once more in large letters before it is sent. */
import { Button, Group, Modal, Radio, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post } from '../../api/client';
import { KINDS, type Child, type GuardianKind } from '../../api/family';
import { useFormats } from '../../i18n/format';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { fieldErrors } from '../../ui/fieldErrors';
import { bodyOf, ChildFields, useChildRules, useGrades, useSchools, type ChildValues } from './ChildFields';
import { useChild } from './useChild';
import classes from './family.module.css';

interface Values extends ChildValues {
  kind: GuardianKind | '';
}

const NOBODY: Values = { full_name: '', birth_date: '', school_id: '', grade: '', kind: '' };

export function AddChild({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('family');
  const { t: common } = useTranslation();
  const [reading, setReading] = useState(false);
  const [key] = useState(newIdempotencyKey);
  const rules = useChildRules();
  const form = useForm<Values>({
    initialValues: NOBODY,
    validate: { ...rules, kind: (value) => (value ? null : t('field.kind_missing')) },
  });
  const add = useChild(
    (values: Values) =>
      post<Child>('/api/children', { ...bodyOf(values), kind: values.kind }, { idempotencyKey: key }),
    {
      onDone: onClose,
      onRefused: (error) => {
        const errors = fieldErrors(error);
        form.setErrors(errors);
        if (Object.keys(errors).length > 0) setReading(false);
      },
    },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(reading ? 'add.check' : 'add.title')}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      {reading ? (
        <Stack>
          <Summary values={form.values} />
          <p className={classes.note}>{t('add.note')}</p>
          <ProblemAlert error={add.error} />
          <Group justify="flex-end">
            <Button variant="default" size="md" onClick={() => setReading(false)}>
              {t('add.again')}
            </Button>
            <Button size="md" loading={add.isPending} onClick={() => add.mutate(form.values)} data-autofocus>
              {t('add.send')}
            </Button>
          </Group>
        </Stack>
      ) : (
        <form className={classes.form} onSubmit={form.onSubmit(() => setReading(true))} noValidate>
          <ChildFields form={form} />
          <Radio.Group label={t('field.kind')} size="md" {...form.getInputProps('kind')}>
            <Stack gap={8} mt={4}>
              {KINDS.map((kind) => (
                <Radio key={kind} value={kind} label={t(`kind.${kind}`)} size="md" />
              ))}
            </Stack>
          </Radio.Group>
          <Button type="submit" size="md">
            {t('add.next')}
          </Button>
        </form>
      )}
    </Modal>
  );
}

function Summary({ values }: { values: Values }) {
  const { t } = useTranslation('family');
  const format = useFormats();
  const grade = useGrades().find(({ value }) => value === values.grade)?.label;
  const school = useSchools().find(({ value }) => value === values.school_id)?.label;
  const lines = [
    [t('field.name'), values.full_name.trim()],
    [t('field.born'), format.date(`${values.birth_date}T12:00:00Z`)],
    [t('field.school'), school ?? t('field.left_out')],
    [t('field.grade'), grade ?? t('field.left_out')],
    [t('field.kind'), values.kind && t(`kind.${values.kind}`)],
  ];
  return (
    <dl className={classes.summary}>
      {lines.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
