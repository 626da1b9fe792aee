/** The weekly rule and the exceptions of one site or machine: edited as one set, looked ahead at, saved. */
import { Button, Group, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, get, patch } from '../../api/client';
import type { DatedHours, HoursSet, WeeklyHours } from '../../api/contract';
import { ImpactPanel } from '../../ui/ImpactPanel';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { fieldErrors } from '../../ui/fieldErrors';
import { isImpact, useImpact } from '../../ui/useImpact';
import { same } from '../../ui/useVersioned';
import { Exceptions } from './Exceptions';
import { WeekAhead } from './WeekAhead';
import { WeeklyRule } from './WeeklyRule';
import classes from './hours.module.css';

interface Props {
  /** address of the set */
  path: string;
  /** of a machine: without rules of its own it follows its site */
  own?: boolean;
}

export function HoursOfOwner({ path, own }: Props) {
  const answer = useQuery({
    queryKey: ['hours', path],
    queryFn: ({ signal }) => get<HoursSet>(path, undefined, signal),
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <>
      <ProblemAlert error={answer.error} />
      {answer.isPending && <Skeleton height={320} radius="lg" aria-hidden />}
      {answer.data && <HoursForm key={answer.data.version} path={path} stored={answer.data} own={own} />}
    </>
  );
}

function HoursForm({ path, stored, own }: Props & { stored: HoursSet }) {
  const { t } = useTranslation('hours');
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const [weekly, setWeekly] = useState<WeeklyHours[]>(stored.weekly);
  const [dated, setDated] = useState<DatedHours[]>(stored.dated);
  const body = { weekly, dated };
  const dirty = !same(body, { weekly: stored.weekly, dated: stored.dated });
  const impact = useImpact(dirty ? `${path}/impact` : null, body, stored.version);
  const save = useMutation({
    mutationFn: () => patch<HoursSet>(path, { ...body, impact: impact.given }, { ifMatch: stored.version }),
    onSuccess: (saved) => {
      queries.setQueryData(['hours', path], saved);
      void queries.invalidateQueries({ queryKey: ['sites'] });
      void queries.invalidateQueries({ queryKey: ['timeline'] });
      notifications.show({
        message: t('saved'),
        closeButtonProps: { 'aria-label': common('action.close') },
      });
    },
    onError: (error) => impact.adopt(error),
  });
  const errors = { ...fieldErrors(impact.error), ...fieldErrors(save.error) };
  const moved = save.error instanceof ApiProblem && save.error.status === 412;
  return (
    <>
      {own && weekly.length === 0 && <p className={classes.note}>{t('follows_site')}</p>}
      <Panel title={t('weekly.title')}>
        <div className={classes.inside}>
          <WeeklyRule rules={weekly} onChange={setWeekly} errors={errors} />
        </div>
      </Panel>
      <Panel title={t('dated.title')}>
        <div className={classes.inside}>
          <Exceptions items={dated} onChange={setDated} errors={errors} />
        </div>
      </Panel>
      <Panel title={t('ahead.title')}>
        <div className={classes.inside}>
          <WeekAhead path={`${path}/preview`} body={body} zone={stored.zone} />
        </div>
      </Panel>
      {dirty && (
        <div className={classes.saving}>
          <ImpactPanel state={impact} zone={stored.zone} />
          <ProblemAlert error={isImpact(save.error) || Object.keys(errors).length > 0 ? null : save.error} />
          {moved && (
            <Button
              variant="default"
              onClick={() => void queries.invalidateQueries({ queryKey: ['hours', path] })}
            >
              {t('read_again')}
            </Button>
          )}
          <Group>
            <Button
              size="md"
              loading={save.isPending}
              disabled={impact.isPending || Object.keys(fieldErrors(impact.error)).length > 0}
              onClick={() => save.mutate()}
            >
              {t('save')}
            </Button>
            <Button
              size="md"
              variant="default"
              onClick={() => {
                setWeekly(stored.weekly);
                setDated(stored.dated);
              }}
            >
              {t('discard')}
            </Button>
          </Group>
        </div>
      )}
    </>
  );
}
