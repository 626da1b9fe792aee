import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post } from '../../api/client';
import type { Term, Words } from '../../api/contract';
import { useMe } from '../../api/session';
import { useWords } from '../../i18n/useWords';
import { DateField } from '../../ui/DateTimeField';
import { Difference } from '../../ui/Difference';
import { fieldErrors } from '../../ui/fieldErrors';
import { runsRegion } from '../../ui/ownSites';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { useVersioned } from '../../ui/useVersioned';
import { WordsField } from '../../ui/WordsField';
import { Owner, useOwners } from './Owner';
import classes from './classes.module.css';

type Said = Pick<Term, 'name' | 'starts_on' | 'ends_on' | 'breaks' | 'swaps'>;

const saidOf = ({ name, starts_on, ends_on, breaks, swaps }: Term): Said => ({
  name,
  starts_on,
  ends_on,
  breaks,
  swaps,
});
const NEW: Said = { name: { vi: '', en: '' }, starts_on: '', ends_on: '', breaks: [], swaps: [] };

interface Part {
  said: Said;
  set: (change: Partial<Said>) => void;
  errors: Record<string, string>;
}

/** A new term, or one that is changed under its version. */
export function TermForm({ term, onDone }: { term: Term | null; onDone: () => void }) {
  const { t } = useTranslation('classes');
  const words = useWords();
  const queries = useQueryClient();
  const [said, setSaid] = useState(term ? saidOf(term) : NEW);
  const owners = useOwners();
  const regional = runsRegion(useMe());
  const [owner, setOwner] = useState<string | null>(null);
  const [key] = useState(newIdempotencyKey);
  const owned = owner ?? (regional ? null : (owners[0]?.id ?? null));
  const add = useMutation({
    mutationFn: () => post<Term>('/api/terms', { ...said, organisation_id: owned }, { idempotencyKey: key }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['terms'] });
      onDone();
    },
  });
  const saving = useVersioned<Term, Said>({
    path: `/api/terms/${term?.id}`,
    values: saidOf,
    invalidate: [['terms']],
    onSaved: onDone,
  });
  const error = term ? saving.error : add.error;
  const errors = fieldErrors(error);
  const part: Part = { said, set: (change) => setSaid((old) => ({ ...old, ...change })), errors };
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (term) saving.save(term, said);
        else add.mutate();
      }}
    >
      {!term && <Owner value={owned} onChange={setOwner} />}
      <WordsField
        label={t('term.field.name')}
        path="name"
        value={said.name}
        onChange={(name) => part.set({ name })}
        errors={errors}
        required
      />
      <div className={classes.pair}>
        <DateField
          label={t('term.field.starts_on')}
          value={said.starts_on || null}
          onChange={(day) => part.set({ starts_on: day ?? '' })}
          error={errors.starts_on}
        />
        <DateField
          label={t('term.field.ends_on')}
          value={said.ends_on || null}
          onChange={(day) => part.set({ ends_on: day ?? '' })}
          error={errors.ends_on}
        />
      </div>
      <Breaks {...part} />
      <Swaps {...part} />
      {Object.keys(errors).length === 0 && !saving.clash && <ProblemAlert error={error} />}
      <Button
        type="submit"
        size="md"
        disabled={!said.starts_on || !said.ends_on}
        loading={add.isPending || saving.isPending}
      >
        {t('save')}
      </Button>
      <Difference
        clash={saving.clash}
        label={(field) => t(`term.field.${field}`)}
        show={(field, value) =>
          field === 'name'
            ? words(value as Words)
            : Array.isArray(value)
              ? t('term.days', { count: value.length })
              : String(value)
        }
        onMerge={saving.merge}
        onClose={saving.dismiss}
        busy={saving.isPending}
        error={saving.error}
      />
    </form>
  );
}

function Breaks({ said, set, errors }: Part) {
  const { t } = useTranslation('classes');
  const change = (index: number, next: Partial<Said['breaks'][number]>) =>
    set({ breaks: said.breaks.map((one, at) => (at === index ? { ...one, ...next } : one)) });
  return (
    <>
      {said.breaks.map((one, index) => (
        <div key={index} className={classes.rule}>
          <TextInput
            label={t('term.break')}
            value={one.name.vi}
            onChange={(event) =>
              change(index, {
                name: { vi: event.currentTarget.value, en: one.name.en || event.currentTarget.value },
              })
            }
            error={errors[`breaks[${index}].name.vi`]}
          />
          <DateField
            label={t('term.field.starts_on')}
            value={one.starts_on || null}
            onChange={(day) => change(index, { starts_on: day ?? '' })}
          />
          <DateField
            label={t('term.field.ends_on')}
            value={one.ends_on || null}
            onChange={(day) => change(index, { ends_on: day ?? '' })}
            error={errors[`breaks[${index}].ends_on`]}
          />
          <Away onClick={() => set({ breaks: said.breaks.filter((_, at) => at !== index) })} />
        </div>
      ))}
      <Button
        variant="default"
        size="md"
        style={{ justifySelf: 'start' }}
        onClick={() =>
          set({
            breaks: [
              ...said.breaks,
              { name: { vi: '', en: '' }, starts_on: said.starts_on, ends_on: said.starts_on },
            ],
          })
        }
      >
        {t('term.add_break')}
      </Button>
    </>
  );
}

function Swaps({ said, set, errors }: Part) {
  const { t } = useTranslation('classes');
  const change = (index: number, next: Partial<Said['swaps'][number]>) =>
    set({ swaps: said.swaps.map((one, at) => (at === index ? { ...one, ...next } : one)) });
  return (
    <>
      {said.swaps.map((one, index) => (
        <div key={index} className={classes.rule}>
          <DateField
            label={t('term.worked_on')}
            value={one.worked_on || null}
            onChange={(day) => change(index, { worked_on: day ?? '' })}
            error={errors[`swaps[${index}].worked_on`]}
          />
          <DateField
            label={t('term.instead_of')}
            value={one.instead_of || null}
            onChange={(day) => change(index, { instead_of: day ?? '' })}
          />
          <Away onClick={() => set({ swaps: said.swaps.filter((_, at) => at !== index) })} />
        </div>
      ))}
      <Button
        variant="default"
        size="md"
        style={{ justifySelf: 'start' }}
        onClick={() =>
          set({ swaps: [...said.swaps, { worked_on: said.starts_on, instead_of: said.ends_on }] })
        }
      >
        {t('term.add_swap')}
      </Button>
    </>
  );
}

function Away({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation('classes');
  return (
    <ActionIcon variant="default" size={42} aria-label={t('plan.remove')} onClick={onClick}>
      <IconTrash size={18} aria-hidden />
    </ActionIcon>
  );
}
