/** What an account is made of, whether by signing up or by an invitation. */
import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useWords';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { fieldErrors } from '../../ui/fieldErrors';
import { PasswordField } from './PasswordField';

export interface NewPerson {
  full_name: string;
  birth_date: string;
  password: string;
}

export const NOBODY: NewPerson = { full_name: '', birth_date: '', password: '' };

/** The rules of these fields for `useForm`, and the body of the request. */
export function useNewPerson() {
  const { t } = useTranslation('account');
  const locale = useLanguage();
  return {
    validate: {
      full_name: (value: string) => (value.trim() ? null : t('sign_up.full_name_missing')),
      password: (value: string) => (value ? null : t('sign_in.password_missing')),
    },
    bodyOf: <V extends NewPerson>(values: V) => ({
      ...values,
      birth_date: values.birth_date || null,
      locale,
    }),
  };
}

interface Props {
  form: { getInputProps: (field: keyof NewPerson) => object };
  error: unknown;
  /** further fields, after the name */
  children?: ReactNode;
}

export function NewPersonFields({ form, error, children }: Props) {
  const { t } = useTranslation('account');
  return (
    <>
      <TextInput
        label={t('sign_up.full_name')}
        autoComplete="name"
        size="md"
        {...form.getInputProps('full_name')}
      />
      {children}
      <TextInput
        label={t('sign_up.birth_date')}
        description={t('sign_up.birth_date_note')}
        type="date"
        autoComplete="bday"
        size="md"
        {...form.getInputProps('birth_date')}
      />
      <PasswordField chosen {...form.getInputProps('password')} />
      {Object.keys(fieldErrors(error)).length === 0 && <ProblemAlert error={error} />}
    </>
  );
}
