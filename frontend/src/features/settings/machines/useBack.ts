import { useTranslation } from 'react-i18next';

/** The way back to the list. */
export function useBack() {
  const { t } = useTranslation('machines');
  return { to: '/cai-dat/may', label: t('title') } as const;
}
