import { SegmentedControl, Select, useMantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { patch } from '../../api/client';
import type { Me } from '../../api/contract';
import { sessionQuery } from '../../api/queries';
import { asLanguage, chooseLanguage } from '../../i18n';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import classes from './PersonSettings.module.css';

type Change = Partial<Pick<Me, 'locale' | 'zone'>>;

/** Saves under the record's version; another device's change in between is told, not overwritten. */
function useSave(me: Me) {
  const { t } = useTranslation('account');
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (change: Change) => {
      await patch<Me>('/api/me', change, { ifMatch: me.version });
      const language = asLanguage(change.locale);
      if (language) await chooseLanguage(language);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    onSuccess: () => {
      notifications.show({ message: t('settings.saved') });
    },
  });
}

export function PersonSettings({ me }: { me: Me }) {
  const { t } = useTranslation(['account', 'common']);
  const save = useSave(me);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Panel title={t('settings.title')}>
      <div className={classes.fields}>
        <Select
          label={t('common:language.label')}
          description={t('settings.language_note')}
          data={[
            { value: 'vi', label: t('common:language.vi') },
            { value: 'en', label: t('common:language.en') },
          ]}
          value={asLanguage(me.locale) ?? 'vi'}
          onChange={(locale) => locale && save.mutate({ locale })}
          allowDeselect={false}
        />
        <Select
          label={t('settings.zone')}
          description={t('settings.zone_note')}
          data={zones(me.zone)}
          value={me.zone}
          onChange={(zone) => zone && save.mutate({ zone })}
          searchable
          allowDeselect={false}
          limit={50}
        />
        <div>
          <p className={classes.label} id="scheme-label">
            {t('common:scheme.label')}
          </p>
          <SegmentedControl
            aria-labelledby="scheme-label"
            data={(['auto', 'light', 'dark'] as const).map((value) => ({
              value,
              label: t(`common:scheme.${value}`),
            }))}
            value={colorScheme}
            onChange={(value) => setColorScheme(value as typeof colorScheme)}
          />
        </div>
        <ProblemAlert error={save.error} />
      </div>
    </Panel>
  );
}

/** All zones this browser knows, with the person's own among them. */
function zones(own: string): string[] {
  return [...new Set([own, 'Asia/Ho_Chi_Minh', ...Intl.supportedValuesOf('timeZone')])];
}
