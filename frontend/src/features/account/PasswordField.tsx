import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props extends PasswordInputProps {
  /** chosen now, by the rules that stand below it */
  chosen?: boolean;
}

/** A password: the one that is known, or a new one. */
export function PasswordField({ chosen, ...input }: Props) {
  const { t } = useTranslation('account');
  return (
    <PasswordInput
      label={t('sign_in.password')}
      description={chosen ? t('password.note') : undefined}
      autoComplete={chosen ? 'new-password' : 'current-password'}
      size="md"
      visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password') }}
      {...input}
    />
  );
}
