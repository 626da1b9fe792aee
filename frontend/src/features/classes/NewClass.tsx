/** A new class: what is wanted, then every date with its reason, then all of it at once. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, newIdempotencyKey, post } from '../../api/client';
import type { ClassDetail, DateDecision, PlanIn, Preview } from '../../api/contract';
import { fieldErrors } from '../../ui/fieldErrors';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { Dates } from './Dates';
import { missing, NEW, planOf } from './plan';
import { PlanForm } from './PlanForm';
import classes from './classes.module.css';

interface Looked {
  plan: PlanIn;
  found: Preview;
}

/** A list that came with a refusal: the dates as they are now. */
function listed(error: unknown): Preview | null {
  if (!(error instanceof ApiProblem) || error.status !== 409) return null;
  return (error.problem as { preview?: Preview }).preview ?? null;
}

export function NewClass({ course }: { course: string | undefined }) {
  const { t } = useTranslation('classes');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [draft, setDraft] = useState({ ...NEW, course: course ?? null });
  const [looked, setLooked] = useState<Looked | null>(null);
  const [decisions, setDecisions] = useState<Record<string, DateDecision>>({});
  const [key, setKey] = useState(newIdempotencyKey);
  const look = useMutation({
    mutationFn: (plan: PlanIn) => post<Preview>('/api/classes/preview', plan),
    onSuccess: (found, plan) => {
      setLooked({ plan, found });
      setDecisions({});
      setKey(newIdempotencyKey());
    },
  });
  const make = useMutation({
    mutationFn: ({ plan, found }: Looked) =>
      post<ClassDetail>(
        '/api/classes',
        { ...plan, digest: found.digest, decisions: Object.values(decisions) },
        { idempotencyKey: key },
      ),
    onError: (error, { plan }) => {
      const found = listed(error);
      if (!found) return;
      setLooked({ plan, found });
      setDecisions({});
      setKey(newIdempotencyKey());
    },
    onSuccess: async (made) => {
      await Promise.all(
        ['classes', 'class-sessions', 'timeline'].map((name) =>
          queries.invalidateQueries({ queryKey: [name] }),
        ),
      );
      await navigate({ to: '/lop/$slug', params: { slug: made.slug } });
    },
  });
  const plan = planOf(draft);
  const empty = missing(draft);
  const errors = fieldErrors(look.error);
  const open = looked?.found.rows.filter((row) => row.state === 'clash' && !decisions[row.starts_at]).length;
  return (
    <>
      <Panel title={t('plan.wanted')}>
        <form
          className={classes.inside}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (plan) look.mutate(plan);
          }}
        >
          <PlanForm
            draft={draft}
            onChange={(change) => {
              setDraft((old) => ({ ...old, ...change }));
              setLooked(null);
            }}
            errors={errors}
          />
          <ProblemAlert error={look.error} />
          <div className={classes.actions}>
            <Button type="submit" size="md" disabled={!plan} loading={look.isPending}>
              {t('plan.look')}
            </Button>
            {empty.length > 0 && (
              <span className={classes.quiet}>
                {t('plan.missing', { fields: empty.map((name) => t(`plan.needs.${name}`)).join(', ') })}
              </span>
            )}
          </div>
        </form>
      </Panel>
      {looked && (
        <Panel title={t('plan.dates')}>
          <Dates
            found={looked.found}
            decisions={decisions}
            onDecide={(starts, decision) =>
              setDecisions((old) => {
                const rest = Object.fromEntries(Object.entries(old).filter(([at]) => at !== starts));
                return decision ? { ...rest, [starts]: decision } : rest;
              })
            }
          />
          <div className={classes.inside}>
            <ProblemAlert error={make.error} />
            <div className={classes.actions}>
              <Button
                size="md"
                disabled={open !== 0}
                loading={make.isPending}
                onClick={() => make.mutate(looked)}
              >
                {t('plan.make')}
              </Button>
              {open !== 0 && <span className={classes.quiet}>{t('plan.open', { count: open })}</span>}
            </div>
          </div>
        </Panel>
      )}
    </>
  );
}
