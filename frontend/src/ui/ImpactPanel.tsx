/** The bookings that a change touches: keep, move or cancel each of them, or all alike. */
import { Button, SegmentedControl, Select, Skeleton } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alternative, ImpactItem } from '../api/contract';
import { useFormats, type Formats } from '../i18n/format';
import { useWords } from '../i18n/useWords';
import { TouchedList } from './InTheWay';
import { ProblemAlert } from './ProblemAlert';
import { fieldErrors } from './fieldErrors';
import type { Decision, ImpactState } from './useImpact';
import classes from './ImpactPanel.module.css';

const DECISIONS: readonly Decision[] = ['keep', 'move', 'cancel'];

/** Where the change leaves no machine to stay on, nothing can be kept. */
const choices = ({ impact }: ImpactState) =>
  DECISIONS.filter((decision) => decision !== 'keep' || impact?.may_keep !== false);

interface Props {
  state: ImpactState;
  zone: string;
  /** what whoever is kept has to do */
  note?: string;
}

export function ImpactPanel({ state, zone, note }: Props) {
  const { t } = useTranslation('impact');
  const id = useId();
  const { impact } = state;
  const items = impact?.items ?? [];
  // What is wrong with the form's own fields is said beside them.
  const failed = Object.keys(fieldErrors(state.error)).length === 0 ? state.error : null;
  return (
    <section aria-labelledby={id} className={classes.panel}>
      <h3 id={id} className={classes.title}>
        {t('title')}
      </h3>
      <div role="status">
        {state.isPending && <span className="visually-hidden">{t('looking')}</span>}
        {impact && (
          <p>
            {items.length > 0 ? t(impact.may_keep ? 'count' : 'gone', { count: items.length }) : t('none')}
          </p>
        )}
        {state.changed && <p className={classes.changed}>{t('changed')}</p>}
      </div>
      {state.isPending && <Skeleton height={64} aria-hidden />}
      <ProblemAlert error={failed}>
        <TouchedList error={failed} zone={zone} />
      </ProblemAlert>
      {items.length > 1 && <ForAll state={state} />}
      {items.length > 0 && (
        <ul className={classes.rows}>
          {items.map((item) => (
            <Row key={item.reservation_id} item={item} state={state} zone={zone} />
          ))}
        </ul>
      )}
      {items.length > 0 && <p className={classes.hint}>{[note, t('told')].filter(Boolean).join(' ')}</p>}
    </section>
  );
}

function ForAll({ state }: { state: ImpactState }) {
  const { t } = useTranslation('impact');
  const movable = state.impact?.items.some((item) => !item.fixed && item.proposals.length > 0);
  return (
    <div role="group" aria-label={t('all')} className={classes.all}>
      <span>{t('all')}</span>
      {choices(state).map((decision) => (
        <Button
          key={decision}
          size="sm"
          variant="default"
          disabled={decision === 'move' && !movable}
          onClick={() => state.decideAll(decision)}
        >
          {t(`decision.${decision}`)}
        </Button>
      ))}
    </div>
  );
}

function Row({ item, state, zone }: { item: ImpactItem; state: ImpactState; zone: string }) {
  const { t } = useTranslation('impact');
  const format = useFormats(zone);
  const chosen = state.of(item);
  const who = item.person?.full_name ?? t('nobody');
  const when = `${format.day(item.starts_at)}, ${format.range(item.starts_at, item.ends_at)}`;
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <strong>{who}</strong>
        <span>{item.resource.name}</span>
        <span className={classes.when}>{when}</span>
      </div>
      {item.fixed ? (
        <p className={classes.fixed}>{t('fixed')}</p>
      ) : (
        <SegmentedControl
          aria-label={t('for', { who, what: item.resource.name, when })}
          value={chosen.decision}
          data={choices(state).map((value) => ({
            value,
            label: t(`decision.${value}`),
            disabled: value === 'move' && item.proposals.length === 0,
          }))}
          onChange={(value) => state.decide(item, { decision: value as Decision, proposal: chosen.proposal })}
        />
      )}
      {!item.fixed && chosen.decision === 'move' && <Proposals item={item} state={state} format={format} />}
      {!item.fixed && item.proposals.length === 0 && <p className={classes.hint}>{t('nowhere')}</p>}
    </li>
  );
}

function Proposals({ item, state, format }: { item: ImpactItem; state: ImpactState; format: Formats }) {
  const { t } = useTranslation('impact');
  const words = useWords();
  const chosen = state.of(item);
  const named = ({ name, site_name, why }: Alternative) =>
    why === 'other_site' ? `${name} (${words(site_name)})` : name;
  // What stays the same is said in short, so that the line tells on a phone what does not.
  const sameTime = (offer: Alternative) =>
    Date.parse(offer.starts_at) === Date.parse(item.starts_at) &&
    Date.parse(offer.ends_at) === Date.parse(item.ends_at);
  const when = ({ starts_at, ends_at }: Alternative) =>
    `${format.dayShort(starts_at)} ${format.range(starts_at, ends_at)}`;
  return (
    <Select
      label={t('to')}
      value={String(chosen.proposal)}
      allowDeselect={false}
      data={item.proposals.map((offer, index) => ({
        value: String(index),
        label: [named(offer), sameTime(offer) ? t('same_time') : when(offer)].join(', '),
      }))}
      onChange={(index) => state.decide(item, { decision: 'move', proposal: Number(index ?? 0) })}
    />
  );
}
