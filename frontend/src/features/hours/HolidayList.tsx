/** Public holidays as the calendar of the country suggests them: accept, move to other dates, or refuse. */
import { Button, Group, NumberInput, Select, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, remove } from '../../api/client';
import type { HolidayOut, Holidays, Site } from '../../api/contract';
import { useMe, useRegion } from '../../api/session';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { SideDrawer } from '../../timeline/parts/SideDrawer';
import { useNow } from '../../timeline/useNow';
import { EmptyState } from '../../ui/EmptyState';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { dayText } from './days';
import { HolidayForm, type HolidayScope } from './HolidayForm';
import classes from './hours.module.css';

export function HolidayList({ site }: { site: Site }) {
  const { t } = useTranslation('hours');
  const words = useWords();
  const region = useRegion();
  const format = useFormats(site.zone);
  const today = format.isoDay(new Date(useNow()));
  const wholeRegion = useMe()?.roles.some((held) => held.scope_kind === 'region') ?? false;
  const queries = useQueryClient();
  const [year, setYear] = useState(Number(today.slice(0, 4)));
  const [kind, setKind] = useState<'region' | 'site'>('site');
  const [deciding, setDeciding] = useState<{
    item: HolidayOut;
    decision: 'accepted' | 'moved' | 'refused';
  } | null>(null);
  const scope: HolidayScope = { scope_kind: kind, scope_id: kind === 'site' ? site.id : region.id };
  const answer = useQuery({
    queryKey: ['holidays', scope.scope_id, year],
    queryFn: ({ signal }) => get<Holidays>('/api/holidays', { ...scope, year }, signal),
    staleTime: 0,
  });
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['holidays'] });
    void queries.invalidateQueries({ queryKey: ['closures'] });
    void queries.invalidateQueries({ queryKey: ['sites'] });
  };
  const again = useMutation({
    mutationFn: (item: HolidayOut) => remove(`/api/holidays/decisions/${item.decision_id ?? ''}`),
    onSettled: refresh,
  });
  return (
    <>
      <p className={classes.note}>{t('holiday.about')}</p>
      <div className={classes.tools}>
        {wholeRegion && (
          <Select
            label={t('holiday.for')}
            value={kind}
            allowDeselect={false}
            data={[
              { value: 'site', label: words(site.name) },
              { value: 'region', label: words(region.name) },
            ]}
            onChange={(value) => setKind(value === 'region' ? 'region' : 'site')}
          />
        )}
        <NumberInput
          label={t('holiday.year')}
          value={year}
          min={2000}
          max={2100}
          onChange={(value) => typeof value === 'number' && value >= 2000 && value <= 2100 && setYear(value)}
        />
      </div>
      <ProblemAlert error={answer.error ?? again.error} />
      {answer.isPending && <Skeleton height={240} radius="lg" aria-hidden />}
      {answer.data?.items.length === 0 && <EmptyState title={t('holiday.none')} />}
      {answer.data && answer.data.items.length > 0 && (
        <ul className={classes.list}>
          {answer.data.items.map((item) => (
            <Row
              key={item.key}
              item={item}
              over={item.ends_on < today}
              mine={item.decided_for === kind}
              canDecide={answer.data.can_decide}
              onDecide={(decision) => setDeciding({ item, decision })}
              onAgain={() => again.mutate(item)}
            />
          ))}
        </ul>
      )}
      {answer.data && answer.data.worked_on.length > 0 && (
        <p className={classes.note}>
          {t('holiday.worked', { dates: answer.data.worked_on.map(dayText).join(', ') })}
        </p>
      )}
      <SideDrawer
        opened={deciding !== null}
        onClose={() => setDeciding(null)}
        title={deciding ? words(deciding.item.name) : ''}
      >
        {deciding && (
          <HolidayForm
            key={`${deciding.item.key} ${deciding.decision}`}
            {...deciding}
            scope={scope}
            zone={site.zone}
            today={today}
            onDone={() => {
              setDeciding(null);
              refresh();
            }}
          />
        )}
      </SideDrawer>
    </>
  );
}

interface RowProps {
  item: HolidayOut;
  over: boolean;
  /** decided for the place that is shown, not for the region above it */
  mine: boolean;
  canDecide: boolean;
  onDecide: (decision: 'accepted' | 'moved' | 'refused') => void;
  onAgain: () => void;
}

function Row({ item, over, mine, canDecide, onDecide, onAgain }: RowProps) {
  const { t } = useTranslation('hours');
  const words = useWords();
  const name = words(item.name);
  const dates =
    item.starts_on === item.ends_on
      ? dayText(item.starts_on)
      : `${dayText(item.starts_on)} – ${dayText(item.ends_on)}`;
  const waiting = canDecide && !over && (item.decision === null || (!mine && item.decision === 'refused'));
  return (
    <li className={classes.item}>
      <div className={classes.itemBody}>
        <strong>{name}</strong>
        <span>{dates}</span>
        <span className={classes.note}>{said()}</span>
      </div>
      {waiting && !item.closed && (
        <Group gap="xs">
          {(['accepted', 'moved', 'refused'] as const).map((decision) => (
            <Button
              key={decision}
              variant={decision === 'accepted' ? 'filled' : 'default'}
              aria-label={t('holiday.one', { verb: t(`holiday.verb.${decision}`), name, dates })}
              onClick={() => onDecide(decision)}
            >
              {t(`holiday.verb.${decision}`)}
            </Button>
          ))}
        </Group>
      )}
      {canDecide && mine && item.decision && !item.closure_id && (
        <Button variant="subtle" aria-label={t('holiday.again_named', { name, dates })} onClick={onAgain}>
          {t('holiday.again')}
        </Button>
      )}
    </li>
  );

  function said(): string {
    if (item.decision) {
      const gone = item.decision !== 'refused' && !item.closure_id ? ` · ${t('holiday.gone')}` : '';
      const who = item.decided_by ? ` · ${item.decided_by}` : '';
      return `${t(`holiday.state.${item.decision}`)}${item.decided_for === 'region' ? ` (${t('scope.region')})` : ''}${who}${gone}`;
    }
    if (item.closed) return t('holiday.closed');
    return over ? t('holiday.over') : t('holiday.open');
  }
}
