import { NumberInput, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { qualificationsQuery } from '../../../api/queries';
import { useWords } from '../../../i18n/useWords';
import { CategoryIcon } from '../../../ui/CategoryIcon';
import { Panel } from '../../../ui/Panel';
import { WordsField } from '../../../ui/WordsField';
import { RuleFields } from './RuleFields';
import { useRuleWords } from './useRuleWords';
import { rulesOf, type CategoryValues } from './values';
import classes from '../settings.module.css';

const ICONS = [
  'laser',
  'printer3d',
  'cnc',
  'electronics',
  'woodwork',
  'textile',
  'vinyl',
  'scanner',
  'computer',
  'room',
  'kit',
  'other',
] as const;

interface Props {
  values: CategoryValues;
  onChange: (change: Partial<CategoryValues>) => void;
  errors: Record<string, string>;
}

/** What both adding and changing ask for, with the rules told in sentences as they are typed. */
export function CategoryForm({ values, onChange, errors }: Props) {
  const { t } = useTranslation('rules');
  const { summary } = useRuleWords();
  const rules = rulesOf(values);
  return (
    <>
      <About values={values} onChange={onChange} errors={errors} />
      <Panel title={t('rules')}>
        <div className={classes.fields}>
          <p className={classes.summary}>{summary(rules)}</p>
          <p className={classes.quiet}>{t('only_new')}</p>
        </div>
        <RuleFields
          rules={rules}
          errors={errors}
          onChange={(name, value) => onChange({ [`rules.${name}`]: value } as Partial<CategoryValues>)}
        />
      </Panel>
    </>
  );
}

function About({ values, onChange, errors }: Props) {
  const { t } = useTranslation('rules');
  return (
    <Panel title={t('about')}>
      <div className={classes.fields}>
        <WordsField
          label={t('name')}
          path="name"
          required
          value={values.name}
          errors={errors}
          onChange={(name) => onChange({ name })}
        />
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
            label={t('icon')}
            data={ICONS.map((icon) => ({ value: icon, label: t(`icons.${icon}`) }))}
            value={values.icon}
            error={errors['icon']}
            allowDeselect={false}
            leftSection={<CategoryIcon icon={values.icon} size={20} />}
            onChange={(icon) => icon && onChange({ icon })}
          />
          <QualificationPicker
            value={values.qualification_id}
            error={errors['qualification_id']}
            none={t('no_qualification')}
            onChange={(qualification_id) => onChange({ qualification_id })}
          />
          <NumberInput
            label={t('position')}
            description={t('position_note')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={values.position}
            error={errors['position']}
            min={0}
            max={10000}
            allowDecimal={false}
            onChange={(position) => onChange({ position: typeof position === 'number' ? position : 0 })}
          />
        </div>
      </div>
    </Panel>
  );
}

interface PickerProps {
  value: string | null;
  onChange: (id: string | null) => void;
  /** what an empty field means */
  none: string;
  error?: string;
}

export function QualificationPicker({ value, onChange, none, error }: PickerProps) {
  const { t } = useTranslation('rules');
  const { t: common } = useTranslation();
  const words = useWords();
  const qualifications = useQuery(qualificationsQuery).data ?? [];
  return (
    <Select
      label={t('qualification')}
      placeholder={none}
      data={qualifications.map(({ id, name }) => ({ value: id, label: words(name) }))}
      value={value}
      error={error}
      clearable
      clearButtonProps={{ 'aria-label': common('action.clear_field') }}
      onChange={onChange}
    />
  );
}
