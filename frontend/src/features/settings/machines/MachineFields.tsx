import { NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { categoriesQuery } from '../../../api/queries';
import { matches } from '../../../i18n/search';
import { useWords } from '../../../i18n/useWords';
import { useOwnSites } from '../../../ui/ownSites';
import { Panel } from '../../../ui/Panel';
import { WordsField } from '../../../ui/WordsField';
import { roomsQuery } from '../queries';
import { QualificationPicker } from '../rules/CategoryForm';
import type { MachineValues } from './values';
import classes from '../settings.module.css';

const RISKS = ['low', 'medium', 'high'] as const;

interface Props {
  values: MachineValues;
  onChange: (change: Partial<MachineValues>) => void;
  errors: Record<string, string>;
}

/** What is said of a machine, a pool or a bookable room. */
export function MachineFields({ values, onChange, errors }: Props) {
  const { t } = useTranslation('machines');
  const { t: common } = useTranslation();
  return (
    <Panel title={t('about')}>
      <div className={classes.fields}>
        <div className={classes.grid}>
          <TextInput
            label={t('name')}
            required
            value={values.name}
            error={errors['name']}
            maxLength={200}
            onChange={(event) => onChange({ name: event.currentTarget.value })}
          />
          <NumberInput
            label={t('units')}
            description={t('units_note')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={values.units}
            error={errors['units']}
            min={1}
            max={10000}
            allowDecimal={false}
            onChange={(units) => onChange({ units: typeof units === 'number' ? units : 1 })}
          />
        </div>
        <Where values={values} onChange={onChange} errors={errors} />
        <WordsField
          label={t('description')}
          path="description"
          long
          value={values.description}
          errors={errors}
          onChange={(description) => onChange({ description })}
        />
        <div className={classes.grid}>
          <Select
            label={t('risk')}
            data={RISKS.map((risk) => ({ value: risk, label: common(`risk.${risk}`) }))}
            value={values.risk}
            allowDeselect={false}
            onChange={(risk) => risk && onChange({ risk })}
          />
          <QualificationPicker
            value={values.qualification_id}
            error={errors['qualification_id']}
            none={t('as_category')}
            onChange={(qualification_id) => onChange({ qualification_id })}
          />
        </div>
        <div className={classes.grid}>
          <TextInput
            label={t('manual')}
            placeholder="https://"
            type="url"
            value={values.manual_url ?? ''}
            error={errors['manual_url']}
            maxLength={500}
            onChange={(event) => onChange({ manual_url: event.currentTarget.value || null })}
          />
          <TextInput
            label={t('asset_number')}
            value={values.asset_number ?? ''}
            error={errors['asset_number']}
            maxLength={500}
            onChange={(event) => onChange({ asset_number: event.currentTarget.value || null })}
          />
        </div>
      </div>
    </Panel>
  );
}

/** Category, site, and a room of that site. */
function Where({ values, onChange, errors }: Props) {
  const { t } = useTranslation('machines');
  const { t: common } = useTranslation();
  const words = useWords();
  const sites = useOwnSites() ?? [];
  const categories = useQuery(categoriesQuery).data ?? [];
  const rooms = useQuery({ ...roomsQuery(values.site_id), enabled: values.site_id !== '' }).data ?? [];
  const open = rooms.filter((room) => !room.retired_at || room.id === values.room_id);
  const found = {
    searchable: true,
    filter: ({ options, search }: { options: readonly unknown[]; search: string }) =>
      (options as { value: string; label: string }[]).filter((option) => matches(option.label, search)),
  } as object;
  return (
    <div className={classes.grid}>
      <Select
        {...found}
        label={common('field.category')}
        required
        data={categories.map(({ id, name }) => ({ value: id, label: words(name) }))}
        value={values.category_id || null}
        error={errors['category_id']}
        allowDeselect={false}
        onChange={(category_id) => category_id && onChange({ category_id })}
      />
      <Select
        {...found}
        label={common('field.site')}
        required
        data={sites.map(({ id, name }) => ({ value: id, label: words(name) }))}
        value={values.site_id || null}
        error={errors['site_id']}
        allowDeselect={false}
        onChange={(site_id) => site_id && site_id !== values.site_id && onChange({ site_id, room_id: null })}
      />
      <Select
        label={t('room')}
        placeholder={t('no_room')}
        data={open.map(({ id, name }) => ({ value: id, label: words(name) }))}
        value={values.room_id}
        error={errors['room_id']}
        disabled={values.site_id === ''}
        clearable
        clearButtonProps={{ 'aria-label': common('action.clear_field') }}
        onChange={(room_id) => onChange({ room_id })}
      />
    </div>
  );
}
