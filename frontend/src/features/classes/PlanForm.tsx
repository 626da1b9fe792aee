import { MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Candidate, Course, ResourceCard, Room } from '../../api/contract';
import { matches } from '../../i18n/search';
import { useWords } from '../../i18n/useWords';
import { useOwnSites } from '../../ui/ownSites';
import { PlanTimes } from './PlanTimes';
import type { Draft } from './plan';
import { MODES } from './said';
import { useList } from './useList';
import classes from './classes.module.css';

interface Props {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  errors: Record<string, string>;
}

/** What the class is, where, with whom and when. */
export function PlanForm({ draft, onChange, errors }: Props) {
  const { t } = useTranslation('classes');
  const words = useWords();
  const courses = useList<Course>('/api/courses');
  const sites = useOwnSites();
  const site = draft.site ? { site: draft.site } : undefined;
  const rooms = useList<Room>('/api/rooms', site, Boolean(site));
  const teachers = useList<Candidate>('/api/classes/teachers', site, Boolean(site));
  const online = draft.mode === 'online';
  return (
    <>
      <div className={classes.pair}>
        <Select
          label={t('field.course')}
          data={courses
            ?.filter((one) => one.state !== 'archived')
            .map((one) => ({ value: one.id, label: words(one.title) }))}
          value={draft.course}
          onChange={(course) => onChange({ course })}
          error={errors.course_id}
          searchable
          required
        />
        <Select
          label={t('field.site')}
          data={sites?.map((one) => ({ value: one.id, label: words(one.name) }))}
          value={draft.site}
          onChange={(next) => onChange({ site: next, room: null, teachers: [], machines: [] })}
          error={errors.site_id}
          required
        />
        <Select
          label={t('field.mode')}
          data={MODES.map((value) => ({ value, label: t(`mode.${value}`) }))}
          value={draft.mode}
          onChange={(value) => onChange({ mode: MODES.find((each) => each === value) ?? 'on_site' })}
          allowDeselect={false}
        />
      </div>
      <div className={classes.pair}>
        {!online && (
          <Select
            label={t('field.room')}
            data={rooms?.map((one) => ({
              value: one.id,
              label: one.capacity
                ? t('room_for', { room: words(one.name), count: one.capacity })
                : words(one.name),
            }))}
            value={draft.room}
            onChange={(room) => onChange({ room })}
            error={errors.room_id}
            disabled={!draft.site}
            required={draft.mode !== 'mobile'}
            clearable={draft.mode === 'mobile'}
          />
        )}
        <MultiSelect
          label={t('field.teachers')}
          data={teachers?.map((one) => ({ value: one.id, label: one.full_name }))}
          value={draft.teachers}
          onChange={(chosen) => onChange({ teachers: chosen })}
          filter={({ options, search }) =>
            options.filter((option) => 'value' in option && matches(option.label, search))
          }
          error={errors.teacher_ids ?? errors['teacher_ids[0]']}
          disabled={!draft.site}
          searchable
          required
        />
        <NumberInput
          label={t('field.capacity')}
          value={draft.capacity}
          onChange={(value) => onChange({ capacity: Number(value) || 1 })}
          min={1}
          max={10_000}
          error={errors.capacity}
        />
      </div>
      {draft.mode === 'mobile' && (
        <TextInput
          label={t('field.place')}
          value={draft.place}
          onChange={(event) => onChange({ place: event.currentTarget.value })}
          error={errors.place}
        />
      )}
      {(online || draft.mode === 'hybrid') && (
        <TextInput
          label={t('field.link')}
          type="url"
          placeholder="https://"
          value={draft.link}
          onChange={(event) => onChange({ link: event.currentTarget.value })}
          error={errors.link}
        />
      )}
      <Machines draft={draft} onChange={onChange} errors={errors} />
      <PlanTimes draft={draft} onChange={onChange} errors={errors} />
    </>
  );
}

function Machines({ draft, onChange, errors }: Props) {
  const { t } = useTranslation('classes');
  const query = draft.site ? { site: draft.site, limit: '200' } : undefined;
  const machines = useList<ResourceCard>('/api/resources', query, Boolean(query))?.filter(
    (one) => one.kind !== 'room',
  );
  if (!draft.site) return null;
  return (
    <>
      <MultiSelect
        label={t('field.machines')}
        data={machines?.map((one) => ({ value: one.id, label: one.name }))}
        value={draft.machines.map((one) => one.id)}
        onChange={(ids) =>
          onChange({
            machines: ids.map((id) => draft.machines.find((one) => one.id === id) ?? { id, units: 1 }),
          })
        }
        filter={({ options, search }) =>
          options.filter((option) => 'value' in option && matches(option.label, search))
        }
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('field.no_machines') }}
      />
      {draft.machines.map((chosen, index) => {
        const known = machines?.find((one) => one.id === chosen.id);
        if (!known || known.units === 1) return null;
        return (
          <NumberInput
            key={chosen.id}
            label={t('field.units', { name: known.name, most: known.units })}
            value={chosen.units}
            min={1}
            max={known.units}
            maw={320}
            error={errors[`resources[${index}].units`]}
            onChange={(units) =>
              onChange({
                machines: draft.machines.map((one) =>
                  one.id === chosen.id ? { ...one, units: Number(units) || 1 } : one,
                ),
              })
            }
          />
        );
      })}
    </>
  );
}
