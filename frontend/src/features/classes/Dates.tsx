import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DateDecision, DateInstead, DateReason, DateRow, Preview } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { StatusBadge, type Tone } from '../../ui/Status';
import classes from './classes.module.css';

interface Props {
  found: Preview;
  decisions: Record<string, DateDecision>;
  /** by when the date begins; null takes the decision back */
  onDecide: (starts: string, decision: DateDecision | null) => void;
}

const TONES: Record<DateRow['state'], Tone> = { kept: 'free', skipped: 'closed', clash: 'fault' };
const LEAVE = 'leave_out';

/** Every date of a plan with its reason; one that collides asks for a decision. */
export function Dates({ found, decisions, onDecide }: Props) {
  const { t } = useTranslation('classes');
  return (
    <>
      <p className={classes.sum} role="status">
        <span>{t('date.kept', { count: found.kept })}</span>
        <span>{t('date.skipped', { count: found.skipped })}</span>
        <span>{t('date.clashes', { count: found.clashes })}</span>
      </p>
      <ol className={classes.list}>
        {found.rows.map((row) => (
          <Row
            key={row.starts_at}
            row={row}
            zone={found.zone}
            decision={decisions[row.starts_at]}
            onDecide={(decision) => onDecide(row.starts_at, decision)}
          />
        ))}
      </ol>
    </>
  );
}

interface RowProps {
  row: DateRow;
  zone: string;
  decision: DateDecision | undefined;
  onDecide: (decision: DateDecision | null) => void;
}

function Row({ row, zone, decision, onDecide }: RowProps) {
  const { t } = useTranslation('classes');
  const format = useFormats(zone);
  const said = useReasons();
  return (
    <li className={classes.row} data-off={row.state === 'skipped' || undefined}>
      <time dateTime={row.starts_at} className={classes.when}>
        <span className={classes.day}>{format.day(row.starts_at)}</span>
        <span className="figures">{format.range(row.starts_at, row.ends_at)}</span>
      </time>
      <span className={classes.what}>
        <StatusBadge tone={TONES[row.state]} plain>
          {row.state === 'kept'
            ? t(row.origin === 'swap' ? 'date.swap' : 'date.free')
            : row.reasons.map(said).join('; ')}
        </StatusBadge>
      </span>
      {row.state !== 'kept' && (row.state === 'clash' || row.alternatives.length > 0) && (
        <Choice row={row} zone={zone} decision={decision} onDecide={onDecide} />
      )}
    </li>
  );
}

/** Leave it out, or take one of the alternatives. */
function Choice({ row, zone, decision, onDecide }: RowProps) {
  const { t } = useTranslation('classes');
  const words = useWords();
  const format = useFormats(zone);
  const label = (one: DateInstead) =>
    one.kind === 'other_room'
      ? t('date.other_room', { room: words(one.room_name) })
      : t('date.later', {
          when: `${format.day(one.starts_at)}, ${format.range(one.starts_at, one.ends_at)}`,
        });
  const chosen = decision?.decision === LEAVE ? LEAVE : (decision?.instead && idOf(decision.instead)) || null;
  const day = format.day(row.starts_at);
  return (
    <Select
      className={classes.decision}
      aria-label={t('date.decide', { day })}
      placeholder={t(row.state === 'clash' ? 'date.choose' : 'date.left_out')}
      data={[
        { value: LEAVE, label: t('date.leave_out') },
        ...row.alternatives.map((one) => ({ value: idOf(one), label: label(one) })),
      ]}
      value={chosen}
      onChange={(value) => {
        if (!value) return onDecide(null);
        const instead = row.alternatives.find((one) => idOf(one) === value);
        if (!instead) return onDecide({ starts_at: row.starts_at, decision: LEAVE });
        const { starts_at, ends_at, room_id } = instead;
        onDecide({ starts_at: row.starts_at, decision: 'take', instead: { starts_at, ends_at, room_id } });
      }}
    />
  );
}

const idOf = (one: { starts_at: string; room_id?: string | null }) => `${one.starts_at} ${one.room_id ?? ''}`;

function useReasons() {
  const { t } = useTranslation('classes');
  const words = useWords();
  return (reason: DateReason) => t(`reason.${reason.code}`, { name: words(reason.name) });
}
