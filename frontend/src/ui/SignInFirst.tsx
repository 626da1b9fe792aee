import { useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from './EmptyState';
import { LinkButton } from './LinkButton';

/** Stands where a page needs to know who is asking; signing in leads back here. */
export function SignInFirst({ children }: { children: string }) {
  const { t } = useTranslation();
  const location = useLocation();
  return (
    <EmptyState
      title={t('problem.not_signed_in')}
      action={
        <LinkButton to="/dang-nhap" search={{ back: location.href }} size="md">
          {t('account.sign_in')}
        </LinkButton>
      }
    >
      {children}
    </EmptyState>
  );
}
