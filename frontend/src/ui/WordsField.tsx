import { Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Words } from '../api/contract';
import classes from './WordsField.module.css';

interface Props {
  label: string;
  value: Words;
  onChange: (value: Words) => void;
  /** what the server has against fields, by path */
  errors?: Record<string, string>;
  /** path of the field in the request, such as `name` */
  path: string;
  long?: boolean;
  required?: boolean;
}

/** One text in both languages, side by side; without English the Vietnamese stands in. */
export function WordsField({ label, value, onChange, errors = {}, path, long, required }: Props) {
  const { t } = useTranslation('settings');
  const Field = long ? Textarea : TextInput;
  return (
    <div className={classes.pair}>
      {(['vi', 'en'] as const).map((language) => (
        <Field
          key={language}
          label={t(`in.${language}`, { label })}
          value={value[language]}
          required={required && language === 'vi'}
          error={errors[`${path}.${language}`]}
          lang={language}
          {...(long ? { autosize: true, minRows: 2, maxRows: 8 } : {})}
          onChange={(event) => onChange({ ...value, [language]: event.currentTarget.value })}
        />
      ))}
    </div>
  );
}
