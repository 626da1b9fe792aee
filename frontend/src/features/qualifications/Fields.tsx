import { MultiSelect, NumberInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Words } from '../../api/contract';
import { categoriesQuery } from '../../api/queries';
import { matches } from '../../i18n/search';
import { useWords } from '../../i18n/useWords';
import { Bilingual } from './Bilingual';

/** What is said of a qualification, in the shape that the server takes. */
export interface Said {
  name: Words;
  description: Words;
  valid_days: number | null;
  categories: string[];
}

interface Props {
  value: Said;
  onChange: (said: Said) => void;
  errors: Record<string, string>;
}

export function Fields({ value, onChange, errors }: Props) {
  const { t } = useTranslation('qualifications');
  const { t: common } = useTranslation();
  const words = useWords();
  const categories = useQuery(categoriesQuery).data ?? [];
  return (
    <>
      <Bilingual
        label={t('field.name')}
        value={value.name}
        onChange={(name) => onChange({ ...value, name })}
        error={errors.name}
      />
      <Bilingual
        long
        label={t('field.description')}
        value={value.description}
        onChange={(description) => onChange({ ...value, description })}
      />
      <NumberInput
        label={t('field.valid_days')}
        description={t('note.valid_days')}
        value={value.valid_days ?? ''}
        onChange={(days) => onChange({ ...value, valid_days: days === '' ? null : Number(days) })}
        min={1}
        max={36500}
        allowDecimal={false}
        clampBehavior="strict"
        maw={320}
        error={errors.valid_days}
      />
      <MultiSelect
        label={t('field.categories')}
        description={t('note.categories')}
        data={categories.map((category) => ({ value: category.slug, label: words(category.name) }))}
        value={value.categories}
        onChange={(slugs) => onChange({ ...value, categories: slugs })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': common('action.clear_field') }}
        filter={({ options, search }) =>
          options.filter((option) => 'value' in option && matches(option.label, search))
        }
        error={errors.categories}
      />
    </>
  );
}
