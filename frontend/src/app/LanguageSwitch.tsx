import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client';
import { sessionQuery } from '../api/queries';
import { useMe } from '../api/session';
import { switchLanguage, type Language } from '../i18n';
import { useLanguage } from '../i18n/useWords';
import classes from './LanguageSwitch.module.css';

/** Switches the page at once; for a signed-in person it becomes their setting too. */
export function useSwitchLanguage() {
  const me = useMe();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (language: Language) => {
      await switchLanguage(language);
      if (me) await savePersonLanguage(language);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  });
}

/** The person's record is edited under its version, so it is read first. */
async function savePersonLanguage(language: Language) {
  const current = await request<unknown>('GET', '/api/me');
  await request('PATCH', '/api/me', { body: { locale: language }, ifMatch: current.etag ?? '*' });
}

export function LanguageSwitch() {
  const { t } = useTranslation();
  const other: Language = useLanguage() === 'vi' ? 'en' : 'vi';
  const change = useSwitchLanguage();
  return (
    <button type="button" lang={other} className={classes.switch} onClick={() => change.mutate(other)}>
      <span className={classes.long}>{t('language.switch')}</span>
      <span className={classes.short} aria-hidden>{t('language.code')}</span>
    </button>
  );
}
