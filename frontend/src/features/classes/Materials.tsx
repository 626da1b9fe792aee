import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Course } from '../../api/contract';
import classes from './classes.module.css';

interface Props {
  value: Course['materials'];
  onChange: (materials: Course['materials']) => void;
  errors: Record<string, string>;
}

/** What is read or brought, with an address where it has one. */
export function Materials({ value, onChange, errors }: Props) {
  const { t } = useTranslation('classes');
  const set = (index: number, change: Partial<Course['materials'][number]>) =>
    onChange(value.map((one, at) => (at === index ? { ...one, ...change } : one)));
  return (
    <>
      {value.map((one, index) => (
        <div key={index} className={classes.rule}>
          <TextInput
            label={t('course.material')}
            value={one.name}
            onChange={(event) => set(index, { name: event.currentTarget.value })}
            error={errors[`materials[${index}].name`]}
          />
          <TextInput
            label={t('course.address')}
            type="url"
            placeholder="https://"
            value={one.url ?? ''}
            onChange={(event) => set(index, { url: event.currentTarget.value || null })}
            error={errors[`materials[${index}].url`]}
          />
          <ActionIcon
            variant="default"
            size={42}
            aria-label={t('course.remove_material', { name: one.name })}
            onClick={() => onChange(value.filter((_, at) => at !== index))}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="default"
        size="md"
        style={{ justifySelf: 'start' }}
        onClick={() => onChange([...value, { name: '', url: null }])}
      >
        {t('course.add_material')}
      </Button>
    </>
  );
}
