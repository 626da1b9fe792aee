import { Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Words } from '../../api/contract';
import classes from './qualifications.module.css';

interface Props {
  label: string;
  value: Words;
  onChange: (words: Words) => void;
  long?: boolean;
  error?: string;
}

/** The same text in both languages, side by side. */
export function Bilingual({ label, value, onChange, long, error }: Props) {
  const { t } = useTranslation('qualifications');
  const Field = long ? Textarea : TextInput;
  const grows = long ? { autosize: true, minRows: 2 } : {};
  return (
    <div className={classes.pair}>
      {(['vi', 'en'] as const).map((language) => (
        <Field
          key={language}
          label={t(`in.${language}`, { label })}
          value={value[language]}
          onChange={(event) => onChange({ ...value, [language]: event.currentTarget.value })}
          error={language === 'vi' ? error : undefined}
          {...grows}
        />
      ))}
    </div>
  );
}
