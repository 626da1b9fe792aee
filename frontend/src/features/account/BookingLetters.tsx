import { Checkbox, Select, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { get, patch } from '../../api/client';
import type { BookingNotices } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import classes from './PersonSettings.module.css';

const PATH = '/api/me/booking-notices';
const KEY = ['me', 'booking-notices'];
const LEADS = [30, 60, 120, 240, 1440, 2880];

type Change = Partial<Omit<BookingNotices, 'version'>>;

/** Which letters about one's bookings one wants, and how long ahead one is reminded. */
export function BookingLetters() {
  const { t } = useTranslation('account');
  const { minutes } = useFormats();
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => get<BookingNotices>(PATH, undefined, signal),
  });
  const save = useMutation({
    mutationFn: (change: Change) => patch<BookingNotices>(PATH, change, { ifMatch: data?.version }),
    onSuccess: (chosen) => {
      queries.setQueryData(KEY, chosen);
      notifications.show({ message: t('settings.saved') });
    },
    onError: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const chosen = data && { ...data, ...(save.isPending ? save.variables : {}) };
  return (
    <Panel title={t('letters.title')}>
      <div className={classes.fields}>
        <ProblemAlert error={error ?? save.error} />
        {!chosen && !error && <Skeleton height={120} aria-hidden />}
        {chosen && (
          <>
            <Checkbox
              label={t('letters.booked')}
              description={t('letters.booked_note')}
              checked={chosen.booked}
              onChange={(event) => save.mutate({ booked: event.currentTarget.checked })}
            />
            <Checkbox
              label={t('letters.reminder')}
              checked={chosen.reminder}
              onChange={(event) => save.mutate({ reminder: event.currentTarget.checked })}
            />
            <Select
              label={t('letters.lead')}
              data={[...new Set([...LEADS, chosen.reminder_minutes])]
                .sort((a, b) => a - b)
                .map((lead) => ({ value: String(lead), label: minutes(lead) }))}
              value={String(chosen.reminder_minutes)}
              disabled={!chosen.reminder}
              allowDeselect={false}
              onChange={(lead) => lead && save.mutate({ reminder_minutes: Number(lead) })}
            />
          </>
        )}
      </div>
    </Panel>
  );
}
