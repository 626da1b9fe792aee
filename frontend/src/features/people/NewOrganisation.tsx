/** Entering an organisation: what it is called and whose it is; the rest is set on its own page. */
import { Button, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post } from '../../api/client';
import { SECTORS, type Organisation } from '../../api/people';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { fieldErrors } from '../../ui/fieldErrors';
import classes from './people.module.css';

export function NewOrganisation({ onMade }: { onMade: (id: string) => void }) {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const [key] = useState(newIdempotencyKey);
  const form = useForm({
    initialValues: { vi: '', en: '', sector: 'academia' as string },
    validate: { vi: (value) => (value.trim() ? null : t('organisation.name_missing')) },
  });
  const create = useMutation({
    mutationFn: ({ vi, en, sector }: typeof form.values) =>
      post<Organisation>(
        '/api/organisations',
        { name: { vi: vi.trim(), en: en.trim() || vi.trim() }, sector },
        { idempotencyKey: key },
      ),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['organisations'] });
      onMade(made.id);
    },
    onError: (error) => {
      const found = fieldErrors(error);
      form.setErrors({ vi: found['name.vi'], en: found['name.en'] });
    },
  });
  return (
    <form className={classes.form} onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
      <TextInput
        label={t('organisation.name_vi')}
        size="md"
        data-autofocus
        autoComplete="off"
        {...form.getInputProps('vi')}
      />
      <TextInput
        label={t('organisation.name_en')}
        size="md"
        autoComplete="off"
        {...form.getInputProps('en')}
      />
      <Select
        label={t('organisation.sector')}
        size="md"
        data={SECTORS.map((sector) => ({ value: sector, label: t(`sector.${sector}`) }))}
        allowDeselect={false}
        {...form.getInputProps('sector')}
      />
      {Object.keys(fieldErrors(create.error)).length === 0 && <ProblemAlert error={create.error} />}
      <Button type="submit" size="md" loading={create.isPending}>
        {t('organisations.create')}
      </Button>
    </form>
  );
}
