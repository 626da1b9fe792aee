/** What a child's record is made of, for entering and for changing it. */
import { Select, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { schoolsQuery } from '../../api/family';
import { matches } from '../../i18n/search';
import { useWords } from '../../i18n/useWords';

export interface ChildValues {
  full_name: string;
  birth_date: string;
  school_id: string;
  grade: string;
}

/** The fields' words against being left out. */
export function useChildRules() {
  const { t } = useTranslation('family');
  return {
    full_name: (value: string) => (value.trim() ? null : t('field.name_missing')),
    birth_date: (value: string) => (value ? null : t('field.born_missing')),
  };
}

/** As the server takes them. */
export const bodyOf = (values: ChildValues) => ({
  full_name: values.full_name.trim(),
  birth_date: values.birth_date,
  school_id: values.school_id || null,
  grade: values.grade === '' ? null : Number(values.grade),
});

/** The grades with their words, kindergarten first. */
export function useGrades() {
  const { t } = useTranslation('family');
  return Array.from({ length: 13 }, (_, grade) => ({
    value: String(grade),
    label: grade === 0 ? t('kindergarten') : t('grade', { grade }),
  }));
}

/** The schools of the region with their names. */
export function useSchools() {
  const words = useWords();
  const { data } = useQuery(schoolsQuery);
  return (data ?? []).map((school) => ({ value: school.id, label: words(school.name) }));
}

export function ChildFields<V extends ChildValues>({ form }: { form: UseFormReturnType<V> }) {
  const { t } = useTranslation('family');
  const grades = useGrades();
  const schools = useSchools();
  return (
    <>
      <TextInput
        label={t('field.name')}
        description={t('field.name_note')}
        autoComplete="off"
        size="md"
        data-autofocus
        {...form.getInputProps('full_name')}
      />
      <TextInput label={t('field.born')} type="date" size="md" {...form.getInputProps('birth_date')} />
      <Select
        label={t('field.school')}
        description={t('field.school_note')}
        data={schools}
        size="md"
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('field.clear') }}
        nothingFoundMessage={t('field.school_none')}
        filter={({ options, search }) =>
          options.filter((option) => 'value' in option && matches(option.label, search))
        }
        {...form.getInputProps('school_id')}
        onChange={(value) => form.setFieldValue('school_id', (value ?? '') as never)}
      />
      <Select
        label={t('field.grade')}
        data={grades}
        size="md"
        clearable
        clearButtonProps={{ 'aria-label': t('field.clear') }}
        {...form.getInputProps('grade')}
        onChange={(value) => form.setFieldValue('grade', (value ?? '') as never)}
      />
    </>
  );
}
