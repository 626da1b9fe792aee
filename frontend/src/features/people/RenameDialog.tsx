/** Correcting the spelling of a name, under the version one has read. */
import { Button, Modal, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Person } from '../../api/people';
import { Difference } from '../../ui/Difference';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { useVersioned } from '../../ui/useVersioned';
import classes from './people.module.css';

interface Props {
  person: Person;
  onClose: () => void;
}

const values = ({ full_name }: Person) => ({ full_name });

export function RenameDialog({ person, onClose }: Props) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const form = useForm({
    initialValues: values(person),
    validate: { full_name: (name) => (name.trim() ? null : t('organisation.name_missing')) },
  });
  const edit = useVersioned({
    path: `/api/people/${person.id}`,
    values,
    invalidate: [['people'], ['audit']],
    onSaved: onClose,
  });
  return (
    <>
      <Modal
        opened={edit.clash === null}
        onClose={onClose}
        title={t('person.rename')}
        closeButtonProps={{ 'aria-label': common('action.close') }}
      >
        <form className={classes.form} onSubmit={form.onSubmit((next) => edit.save(person, next))} noValidate>
          <TextInput
            label={t('person.name')}
            size="md"
            data-autofocus
            autoComplete="off"
            {...form.getInputProps('full_name')}
          />
          <ProblemAlert error={edit.error} />
          <Button type="submit" size="md" loading={edit.isPending}>
            {common('action.save')}
          </Button>
        </form>
      </Modal>
      <Difference
        clash={edit.clash}
        label={() => t('person.name')}
        show={(_, value) => String(value)}
        onMerge={edit.merge}
        onClose={edit.dismiss}
        busy={edit.isPending}
        error={edit.error}
      />
    </>
  );
}
