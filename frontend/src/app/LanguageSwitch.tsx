import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { patch } from '../api/client';
import { sessionQuery } from '../api/queries';
import { useMe } from '../api/session';
import { chooseLanguage, type Language } from '../i18n';
import { useLanguage } from '../i18n/useWords';
import classes from './LanguageSwitch.module.css';

/** Switches the page at once; for a signed-in person it becomes their setting too. */
export function useChangeLanguage() {
  const me = useMe();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (language: Language) => {
      await chooseLanguage(language);
      if (me) await patch('/api/me', { locale: language }, { ifMatch: me.version });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  });
}

export function LanguageSwitch() {
  const { t } = useTranslation();
  const other: Language = useLanguage() === 'vi' ? 'en' : 'vi';
  const change = useChangeLanguage();
  return (
    <button type="button" lang={other} className={classes.switch} onClick={() => change.mutate(other)}>
      <span className={classes.long}>{t('language.switch')}</span>
      <span className={classes.short} aria-hidden>
        {t('language.code')}
      </span>
    </button>
  );
}
