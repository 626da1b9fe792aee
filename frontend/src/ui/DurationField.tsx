import { Checkbox, Input, NumberInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './DurationField.module.css';

interface Props {
  label: string;
  description?: string;
  /** minutes; null means the words of `none` */
  value: number | null;
  onChange: (minutes: number | null) => void;
  /** offers to set nothing, and says what that means */
  none?: string;
  error?: string;
}

/** A length of time in hours and minutes. */
export function DurationField({ label, description, value, onChange, none, error }: Props) {
  const { t } = useTranslation('settings');
  const id = useId();
  const minutes = value ?? 0;
  const part = (given: number | string) => (typeof given === 'number' ? Math.max(0, Math.floor(given)) : 0);
  return (
    <fieldset className={classes.field}>
      <Input.Label component="legend" id={id}>
        {label}
      </Input.Label>
      {description && <Input.Description>{description}</Input.Description>}
      <div className={classes.parts}>
        {value !== null && (
          <>
            <NumberInput
              aria-label={t('duration.hours_of', { label })}
              rightSection={t('duration.h')}
              rightSectionPointerEvents="none"
              rightSectionWidth={44}
              value={Math.floor(minutes / 60)}
              min={0}
              allowDecimal={false}
              hideControls
              error={Boolean(error)}
              onChange={(hours) => onChange(part(hours) * 60 + (minutes % 60))}
            />
            <NumberInput
              aria-label={t('duration.minutes_of', { label })}
              rightSection={t('duration.min')}
              rightSectionPointerEvents="none"
              rightSectionWidth={44}
              value={minutes % 60}
              min={0}
              max={59}
              clampBehavior="strict"
              allowDecimal={false}
              hideControls
              error={Boolean(error)}
              onChange={(rest) => onChange(Math.floor(minutes / 60) * 60 + part(rest))}
            />
          </>
        )}
        {none && (
          <Checkbox
            label={none}
            checked={value === null}
            onChange={(event) => onChange(event.currentTarget.checked ? null : 60)}
          />
        )}
      </div>
      {error && <Input.Error role="alert">{error}</Input.Error>}
    </fieldset>
  );
}
