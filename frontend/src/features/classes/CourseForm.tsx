import { Button, NumberInput, Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post } from '../../api/client';
import type { Course, Words } from '../../api/contract';
import { useMe } from '../../api/session';
import { useWords } from '../../i18n/useWords';
import { Difference } from '../../ui/Difference';
import { fieldErrors } from '../../ui/fieldErrors';
import { runsRegion } from '../../ui/ownSites';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { useVersioned } from '../../ui/useVersioned';
import { WordsField } from '../../ui/WordsField';
import { Materials } from './Materials';
import { Owner, useOwners } from './Owner';
import { AUDIENCES, FORMATS } from './said';
import classes from './classes.module.css';

type Said = Pick<
  Course,
  | 'title'
  | 'description'
  | 'format'
  | 'audience'
  | 'state'
  | 'level'
  | 'theme'
  | 'age_from'
  | 'age_to'
  | 'grade_from'
  | 'grade_to'
  | 'hours'
  | 'materials'
  | 'fee'
>;

const STATES = ['draft', 'published', 'archived'] as const;
const NOTHING: Words = { vi: '', en: '' };
const NEW: Said = {
  title: NOTHING,
  description: NOTHING,
  format: 'series',
  audience: 'pupils',
  state: 'draft',
  level: null,
  theme: null,
  age_from: null,
  age_to: null,
  grade_from: null,
  grade_to: null,
  hours: null,
  materials: [],
  fee: null,
};
const NUMBERS = ['age_from', 'age_to', 'grade_from', 'grade_to', 'hours'] as const;

const saidOf = (course: Course): Said =>
  Object.fromEntries(Object.keys(NEW).map((name) => [name, course[name as keyof Said]])) as unknown as Said;

/** A new course, or one that is changed under its version. */
export function CourseForm({ course, onDone }: { course: Course | null; onDone: () => void }) {
  const { t } = useTranslation('classes');
  const words = useWords();
  const queries = useQueryClient();
  const [said, setSaid] = useState(course ? saidOf(course) : NEW);
  const owners = useOwners();
  const regional = runsRegion(useMe());
  const [owner, setOwner] = useState<string | null>(null);
  const [key] = useState(newIdempotencyKey);
  const owned = owner ?? (regional ? null : (owners[0]?.id ?? null));
  const add = useMutation({
    mutationFn: () =>
      post<Course>('/api/courses', { ...said, organisation_id: owned }, { idempotencyKey: key }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['courses'] });
      onDone();
    },
  });
  const saving = useVersioned<Course, Said>({
    path: `/api/courses/${course?.id}`,
    values: saidOf,
    invalidate: [['courses'], ['classes'], ['class-sessions']],
    onSaved: onDone,
  });
  const error = course ? saving.error : add.error;
  const errors = fieldErrors(error);
  const set = (change: Partial<Said>) => setSaid((old) => ({ ...old, ...change }));
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (course) saving.save(course, said);
        else add.mutate();
      }}
    >
      {!course && <Owner value={owned} onChange={setOwner} />}
      <WordsField
        label={t('course.field.title')}
        path="title"
        value={said.title}
        onChange={(title) => set({ title })}
        errors={errors}
        required
      />
      <WordsField
        label={t('course.field.description')}
        path="description"
        value={said.description}
        onChange={(description) => set({ description })}
        errors={errors}
        long
      />
      <div className={classes.pair}>
        <Select
          label={t('course.field.state')}
          data={STATES.map((value) => ({ value, label: t(`course.state.${value}`) }))}
          value={said.state}
          onChange={(value) => set({ state: STATES.find((each) => each === value) ?? 'draft' })}
          allowDeselect={false}
        />
        <Select
          label={t('course.field.format')}
          data={FORMATS.map((value) => ({ value, label: t(`format.${value}`) }))}
          value={said.format}
          onChange={(value) => set({ format: FORMATS.find((each) => each === value) ?? 'series' })}
          allowDeselect={false}
        />
        <Select
          label={t('course.field.audience')}
          data={AUDIENCES.map((value) => ({ value, label: t(`audience.${value}`) }))}
          value={said.audience}
          onChange={(value) => set({ audience: AUDIENCES.find((each) => each === value) ?? 'pupils' })}
          allowDeselect={false}
        />
      </div>
      {(['level', 'theme'] as const).map((name) => (
        <WordsField
          key={name}
          label={t(`course.field.${name}`)}
          path={name}
          value={said[name] ?? NOTHING}
          onChange={(text) => set({ [name]: text.vi || text.en ? text : null })}
          errors={errors}
        />
      ))}
      <div className={classes.pair}>
        {NUMBERS.map((name) => (
          <NumberInput
            key={name}
            label={t(`course.field.${name}`)}
            value={said[name] ?? ''}
            min={1}
            allowDecimal={false}
            onChange={(value) => set({ [name]: value === '' ? null : Number(value) })}
            error={errors[name]}
          />
        ))}
        <Fee value={said.fee} onChange={(fee) => set({ fee })} error={errors['fee.amount'] ?? errors.fee} />
      </div>
      <Materials value={said.materials} onChange={(materials) => set({ materials })} errors={errors} />
      {Object.keys(errors).length === 0 && !saving.clash && <ProblemAlert error={error} />}
      <Button type="submit" size="md" loading={add.isPending || saving.isPending}>
        {t('save')}
      </Button>
      <Difference
        clash={saving.clash}
        label={(field) => t(`course.field.${field}`)}
        show={(_, value) => shown(value, words)}
        onMerge={saving.merge}
        onClose={saving.dismiss}
        busy={saving.isPending}
        error={saving.error}
      />
    </form>
  );
}

function Fee({
  value,
  onChange,
  error,
}: {
  value: Course['fee'];
  onChange: (fee: Course['fee']) => void;
  error?: string;
}) {
  const { t } = useTranslation('classes');
  return (
    <NumberInput
      label={t('course.field.fee')}
      value={value?.amount ?? ''}
      min={0}
      step={50_000}
      thousandSeparator="."
      decimalSeparator=","
      allowDecimal={false}
      placeholder="0"
      onChange={(amount) =>
        onChange(amount === '' ? null : { amount: Number(amount), currency: value?.currency ?? 'VND' })
      }
      error={error}
    />
  );
}

/** A value of the form in words, for the two sides of a difference. */
function shown(value: unknown, words: (text?: Words | null) => string): string {
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return value.map((each: { name: string }) => each.name).join(', ');
  if (typeof value === 'object') {
    return 'vi' in value ? words(value as Words) : String((value as { amount: number }).amount);
  }
  return String(value as string | number);
}
