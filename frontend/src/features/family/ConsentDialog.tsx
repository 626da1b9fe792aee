/** Consenting: the whole text, what the child says, and one's own word. */
import { Button, Checkbox, Modal } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post } from '../../api/client';
import type { Child, ConsentText } from '../../api/family';
import { useLanguage, useWords } from '../../i18n/useWords';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { useChild } from './useChild';
import classes from './family.module.css';

interface Props {
  child: Child;
  text: ConsentText;
  onClose: () => void;
}

export function ConsentDialog({ child, text, onClose }: Props) {
  const { t } = useTranslation('family');
  const { t: common } = useTranslation();
  const words = useWords();
  const language = useLanguage();
  const [key] = useState(newIdempotencyKey);
  const form = useForm({
    initialValues: { child: false, own: false },
    validate: {
      child: (value) => (value || !child.assent_wanted ? null : t('consent.child_missing')),
      own: (value) => (value ? null : t('consent.own_missing')),
    },
  });
  const give = useChild(
    (assents: boolean) =>
      post<Child>(
        `/api/children/${child.id}/consents`,
        { purpose: text.purpose, text_version: text.version, language, child_assents: assents },
        { idempotencyKey: key },
      ),
    { onDone: onClose },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${t(`purpose.${text.purpose}`)} · ${child.full_name}`}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <form
        className={classes.form}
        onSubmit={form.onSubmit((values) => give.mutate(values.child))}
        noValidate
      >
        <p className={classes.text}>{words(text.body)}</p>
        <Checkbox
          size="md"
          label={t(child.assent_wanted ? 'consent.child' : 'consent.child_small', { name: child.full_name })}
          {...form.getInputProps('child', { type: 'checkbox' })}
        />
        <Checkbox size="md" label={t('consent.own')} {...form.getInputProps('own', { type: 'checkbox' })} />
        <ProblemAlert error={give.error} />
        <Button type="submit" size="md" loading={give.isPending}>
          {t('consent.give')}
        </Button>
      </form>
    </Modal>
  );
}
