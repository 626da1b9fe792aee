import { Checkbox, MultiSelect, NumberInput, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Rules } from '../../../api/contract';
import { useRegion } from '../../../api/session';
import { useFormats } from '../../../i18n/format';
import { useWords } from '../../../i18n/useWords';
import { DurationField } from '../../../ui/DurationField';
import { MEASURES, RASTERS, ROLES, type RuleName } from './fields';
import { useRuleWords } from './useRuleWords';

interface Props {
  name: RuleName;
  value: Rules[RuleName];
  onChange: (value: unknown) => void;
  error?: string;
}

const ORDER: ('label' | 'description' | 'input' | 'error')[] = ['label', 'description', 'input', 'error'];

/** One rule, in the measure people think of it in. */
export function RuleField({ name, value, onChange, error }: Props) {
  const { t } = useTranslation('rules');
  const format = useFormats();
  const said = {
    label: t(`field.${name}`),
    description: t(`note.${name}`),
    error,
    inputWrapperOrder: ORDER,
  };
  const measure = MEASURES[name];
  const count = (given: number | string, none: number | null) =>
    onChange(typeof given === 'number' ? Math.floor(given) : none);
  switch (measure) {
    case 'duration':
    case 'optional_duration':
      return (
        <DurationField
          label={said.label}
          description={said.description}
          value={value as number | null}
          none={measure === 'optional_duration' ? t(`none.${name as 'min_age'}`) : undefined}
          error={error}
          onChange={onChange}
        />
      );
    case 'raster':
      return (
        <Select
          {...said}
          data={[...new Set([...RASTERS, value as number])]
            .sort((a, b) => a - b)
            .map((step) => ({ value: String(step), label: format.minutes(step) }))}
          value={String(value)}
          allowDeselect={false}
          onChange={(step) => onChange(Number(step))}
        />
      );
    case 'days':
    case 'hours':
      return (
        <NumberInput
          {...said}
          value={value as number}
          min={measure === 'hours' ? 1 : 0}
          max={3650}
          allowDecimal={false}
          suffix={` ${t(measure === 'hours' ? 'hour_unit' : 'day_unit')}`}
          onChange={(given) => count(given, 0)}
        />
      );
    case 'age':
      return (
        <NumberInput
          {...said}
          placeholder={t('none.min_age')}
          value={(value as number | null) ?? ''}
          min={0}
          max={150}
          allowDecimal={false}
          onChange={(given) => count(given, null)}
        />
      );
    case 'price':
      return <PriceField said={said} value={value as number | null} onChange={onChange} />;
    case 'flag':
      return (
        <Checkbox
          label={said.label}
          description={said.description}
          error={error}
          checked={value as boolean}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'approval':
      return (
        <Select
          {...said}
          data={(['none', 'always', 'longer'] as const).map((each) => ({
            value: each,
            label: t(`approval.${each}`),
          }))}
          value={value as string}
          allowDeselect={false}
          onChange={onChange}
        />
      );
    default:
      return <ListField kind={measure} said={said} value={value as string[]} onChange={onChange} />;
  }
}

type Said = Pick<Props, 'error'> & { label: string; description: string; inputWrapperOrder: typeof ORDER };

function PriceField({
  said,
  value,
  onChange,
}: {
  said: Said;
  value: number | null;
  onChange: (amount: number | null) => void;
}) {
  const { t } = useTranslation('rules');
  const currency = useRegion().currency;
  const digits =
    new Intl.NumberFormat('vi', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 0;
  return (
    <NumberInput
      {...said}
      placeholder={t('none.price_per_hour')}
      value={value === null ? '' : value / 10 ** digits}
      min={0}
      decimalScale={digits}
      thousandSeparator="."
      decimalSeparator=","
      suffix={` ${currency}`}
      onChange={(given) => onChange(typeof given === 'number' ? Math.round(given * 10 ** digits) : null)}
    />
  );
}

/** Several of a list; none of it means everybody. */
function ListField({
  kind,
  said,
  value,
  onChange,
}: {
  kind: 'roles' | 'organisations';
  said: Said;
  value: string[];
  onChange: (value: string[]) => void;
}) {
  const { t } = useTranslation('rules');
  const { t: common } = useTranslation();
  const words = useWords();
  const { role, organisations } = useRuleWords();
  const data =
    kind === 'roles'
      ? ROLES.map((each) => ({ value: each, label: role(each) }))
      : organisations.map((each) => ({ value: each.id, label: words(each.name) }));
  return (
    <MultiSelect
      {...said}
      placeholder={value.length > 0 ? undefined : t('everybody')}
      data={data}
      value={value}
      clearable
      clearButtonProps={{ 'aria-label': common('action.clear_field') }}
      onChange={onChange}
    />
  );
}
