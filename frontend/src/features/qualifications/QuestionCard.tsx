import { ActionIcon, Button, Checkbox, Switch, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Bilingual } from './Bilingual';
import { marked, newChoice, type Choice, type Question } from './quiz';
import classes from './qualifications.module.css';

interface Props {
  question: Question;
  place: number;
  count: number;
  /** what the server said against fields, by path */
  errors: Record<string, string>;
  onChange: (question: Question) => void;
  onMove: (way: -1 | 1) => void;
  onRemove: () => void;
}

export function QuestionCard({ question, place, count, errors, onChange, onMove, onRemove }: Props) {
  const { t } = useTranslation('qualifications');
  const path = `questions[${place}]`;
  const name = t('question.name', { number: place + 1 });
  const { choices } = question;
  const change = (next: Choice) =>
    onChange({ ...question, choices: choices.map((old) => (old.id === next.id ? next : old)) });
  return (
    <fieldset className={classes.question}>
      <legend className="visually-hidden">{name}</legend>
      <div className={classes.head}>
        <span className={classes.name} aria-hidden>
          {name}
        </span>
        <div className={classes.order}>
          <ActionIcon
            size={44}
            variant="subtle"
            disabled={place === 0}
            aria-label={t('question.up', { name })}
            onClick={() => onMove(-1)}
          >
            <IconArrowUp size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon
            size={44}
            variant="subtle"
            disabled={place === count - 1}
            aria-label={t('question.down', { name })}
            onClick={() => onMove(1)}
          >
            <IconArrowDown size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon
            size={44}
            variant="subtle"
            disabled={count === 1}
            aria-label={t('question.remove', { name })}
            onClick={onRemove}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </div>
      </div>
      <Bilingual
        label={t('question.text')}
        value={question.text}
        onChange={(text) => onChange({ ...question, text })}
        error={errors[`${path}.text`]}
      />
      <Switch
        label={t('question.many')}
        checked={question.many}
        onChange={(event) => onChange({ ...question, many: event.currentTarget.checked })}
      />
      <div className={classes.choices}>
        {choices.map((choice, index) => (
          <ChoiceRow
            key={choice.id}
            choice={choice}
            number={index + 1}
            few={choices.length <= 2}
            error={errors[`${path}.choices[${index}].text`]}
            onChange={change}
            onMark={(correct) => onChange(marked(question, choice.id, correct))}
            onRemove={() => onChange({ ...question, choices: choices.filter((old) => old.id !== choice.id) })}
          />
        ))}
        {errors[`${path}.choices`] && <p className={classes.wrong}>{errors[`${path}.choices`]}</p>}
        <div>
          <Button
            variant="subtle"
            size="compact-md"
            onClick={() => onChange({ ...question, choices: [...choices, newChoice(choices)] })}
          >
            {t('question.add_choice')}
          </Button>
        </div>
      </div>
      <Bilingual
        long
        label={t('question.explanation')}
        value={question.explanation}
        onChange={(explanation) => onChange({ ...question, explanation })}
      />
    </fieldset>
  );
}

interface ChoiceProps {
  choice: Choice;
  number: number;
  few: boolean;
  error?: string;
  onChange: (choice: Choice) => void;
  onMark: (correct: boolean) => void;
  onRemove: () => void;
}

function ChoiceRow({ choice, number, few, error, onChange, onMark, onRemove }: ChoiceProps) {
  const { t } = useTranslation('qualifications');
  const label = t('question.choice', { number });
  return (
    <div className={classes.choice}>
      <Checkbox
        aria-label={t('question.correct', { number })}
        checked={choice.correct ?? false}
        onChange={(event) => onMark(event.currentTarget.checked)}
      />
      {(['vi', 'en'] as const).map((language) => (
        <TextInput
          key={language}
          aria-label={t(`in.${language}`, { label })}
          placeholder={t(`in.${language}`, { label })}
          value={choice.text[language]}
          onChange={(event) =>
            onChange({ ...choice, text: { ...choice.text, [language]: event.currentTarget.value } })
          }
          error={language === 'vi' ? error : undefined}
        />
      ))}
      <ActionIcon
        size={44}
        variant="subtle"
        disabled={few}
        aria-label={t('question.remove', { name: label })}
        onClick={onRemove}
      >
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
    </div>
  );
}
