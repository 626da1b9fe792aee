import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, newIdempotencyKey, post } from '../../api/client';
import type { PresetApplied, PresetPart, PresetPlan, Site } from '../../api/contract';
import { useWords } from '../../i18n/useWords';
import { LinkButton } from '../../ui/LinkButton';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { StatusBadge } from '../../ui/Status';
import classes from './presets.module.css';

const KINDS = ['qualification', 'quiz', 'category', 'hours', 'room'] as const;
// Whatever a preset may have made anew.
const TOUCHED = ['presets', 'sites', 'rooms', 'categories', 'qualifications', 'resources', 'settings'];

export function Plan({ preset, site }: { preset: string; site: Site }) {
  const { t } = useTranslation('presets');
  const words = useWords();
  const plan = useQuery({
    queryKey: ['presets', preset, site.id],
    queryFn: ({ signal }) =>
      get<PresetPlan>(`/api/presets/${encodeURIComponent(preset)}`, { site: site.id }, signal),
  });
  const apply = useApply(preset, site);
  if (plan.error) return <ProblemAlert error={plan.error} />;
  if (!plan.data) return <Skeleton height={320} radius="lg" aria-hidden />;
  const { parts, missing, name } = plan.data;
  return (
    <>
      {apply.data && <Done made={apply.data.made.length} site={site} />}
      <Panel title={t('plan', { preset: words(name), site: words(site.name) })}>
        {KINDS.map((kind) => (
          <Parts key={kind} kind={kind} parts={parts.filter((part) => part.kind === kind)} />
        ))}
        <ProblemAlert error={apply.error} />
        <div className={classes.apply}>
          <Button size="md" disabled={missing === 0} loading={apply.isPending} onClick={() => apply.mutate()}>
            {t('apply', { count: missing })}
          </Button>
          <span className={classes.note}>{t(missing === 0 ? 'all_there' : 'keeps')}</span>
        </div>
      </Panel>
    </>
  );
}

function useApply(preset: string, site: Site) {
  const queries = useQueryClient();
  const [key] = useState(newIdempotencyKey);
  return useMutation({
    mutationFn: () =>
      post<PresetApplied>(
        `/api/presets/${encodeURIComponent(preset)}/applications`,
        { site_id: site.id },
        { idempotencyKey: key },
      ),
    onSuccess: () => Promise.all(TOUCHED.map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
}

function Parts({ kind, parts }: { kind: (typeof KINDS)[number]; parts: PresetPart[] }) {
  const { t } = useTranslation('presets');
  const words = useWords();
  if (parts.length === 0) return null;
  return (
    <>
      <h3 className={classes.kind}>{t(`kind.${kind}`)}</h3>
      <ul className={classes.list}>
        {parts.map((part) => (
          <li key={part.key} className={classes.row}>
            <span>
              {words(part.name)}
              <span className={classes.note}>{words(part.about)}</span>
            </span>
            {part.there ? (
              <span className={classes.note}>{t('there')}</span>
            ) : (
              <StatusBadge tone="free" plain>
                {t('new')}
              </StatusBadge>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What was made, and the three things that a new lab does next. */
function Done({ made, site }: { made: number; site: Site }) {
  const { t } = useTranslation('presets');
  return (
    <div className={classes.done} role="status">
      <p>{t('made', { count: made })}</p>
      <div className={classes.next}>
        <LinkButton to="/cai-dat/may/$id" params={{ id: 'moi' }} search={{ site: site.id }} size="md">
          {t('next.machine')}
        </LinkButton>
        <LinkButton to="/cai-dat/gio-mo-cua" search={{ site: site.slug }} variant="default" size="md">
          {t('next.hours')}
        </LinkButton>
        <LinkButton to="/cai-dat/nang-luc" variant="default" size="md">
          {t('next.qualifications')}
        </LinkButton>
      </div>
    </div>
  );
}
