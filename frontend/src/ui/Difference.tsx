/** Somebody else has changed the same thing: their values beside one's own, a choice for each. */
import { Button, Group, Modal, Radio } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from './ProblemAlert';
import { same, type Clash } from './useVersioned';
import classes from './Difference.module.css';

type Side = 'theirs' | 'mine';

interface Props<C extends object> {
  /** null keeps it closed */
  clash: Clash<C> | null;
  /** a field's name in the reader's words */
  label: (field: keyof C & string) => string;
  /** a field's value in the reader's words */
  show: (field: keyof C & string, value: unknown) => ReactNode;
  /** with what of one's own is kept; may be empty */
  onMerge: (change: Partial<C>) => void;
  onClose: () => void;
  busy?: boolean;
  error?: unknown;
}

export function Difference<C extends object>({ clash, onClose, ...rest }: Props<C>) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation();
  return (
    <Modal
      opened={clash !== null}
      onClose={onClose}
      title={t('difference.title')}
      size={720}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      {clash && <Choices key={clash.version} clash={clash} onClose={onClose} {...rest} />}
    </Modal>
  );
}

interface Row<C> {
  field: keyof C & string;
  theirs: unknown;
  mine: unknown;
  changedBy: 'theirs' | 'mine' | 'both';
}

/** What differs between the latest values and one's own, and whose doing it is. */
export function rowsOf<C extends object>({ base, latest, mine }: Clash<C>): Row<C>[] {
  const wanted = { ...base, ...mine };
  return (Object.keys(base) as (keyof C & string)[])
    .filter((field) => !same(latest[field], wanted[field]))
    .map((field) => {
      const [byThem, byMe] = [!same(latest[field], base[field]), !same(wanted[field], base[field])];
      const changedBy = byThem && byMe ? 'both' : byMe ? 'mine' : 'theirs';
      return { field, theirs: latest[field], mine: wanted[field], changedBy };
    });
}

function Choices<C extends object>({
  clash,
  label,
  show,
  onMerge,
  onClose,
  busy,
  error,
}: Props<C> & { clash: Clash<C> }) {
  const { t } = useTranslation('settings');
  const rows = rowsOf(clash);
  const [chosen, setChosen] = useState<Record<string, Side>>(() =>
    Object.fromEntries(
      rows.flatMap(({ field, changedBy }) => (changedBy === 'both' ? [] : [[field, changedBy]])),
    ),
  );
  const open = rows.filter(({ field }) => !chosen[field]).length;
  const merge = () => {
    const kept = rows.filter(({ field }) => chosen[field] === 'mine');
    onMerge(Object.fromEntries(kept.map(({ field, mine }) => [field, mine])) as Partial<C>);
  };
  return (
    <div className={classes.body}>
      <p>{t(rows.some(({ changedBy }) => changedBy === 'both') ? 'difference.both' : 'difference.apart')}</p>
      <div className={classes.rows}>
        {rows.map(({ field, theirs, mine }) => (
          <Radio.Group
            key={field}
            label={label(field)}
            value={chosen[field] ?? null}
            onChange={(side) => setChosen((now) => ({ ...now, [field]: side as Side }))}
          >
            <div className={classes.sides}>
              <Choice side="theirs" title={t('difference.theirs')} value={show(field, theirs)} />
              <Choice side="mine" title={t('difference.mine')} value={show(field, mine)} />
            </div>
          </Radio.Group>
        ))}
      </div>
      <ProblemAlert error={error} />
      {open > 0 && (
        <p role="status" className={classes.open}>
          {t('difference.open', { count: open })}
        </p>
      )}
      <Group justify="flex-end">
        <Button variant="default" size="md" onClick={onClose}>
          {t('difference.back')}
        </Button>
        <Button size="md" disabled={open > 0} loading={busy} onClick={merge}>
          {t('difference.save')}
        </Button>
      </Group>
    </div>
  );
}

function Choice({ side, title, value }: { side: Side; title: string; value: ReactNode }) {
  return (
    <Radio
      value={side}
      className={classes.choice}
      label={
        <>
          <span className={classes.whose}>{title}</span>
          <span className={classes.value}>{value}</span>
        </>
      }
    />
  );
}
