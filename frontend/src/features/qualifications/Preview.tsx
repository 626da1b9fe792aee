import { Checkbox, Radio, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/useWords';
import { SideDrawer } from '../../timeline/parts/SideDrawer';
import type { Content, Question } from './quiz';
import classes from './qualifications.module.css';

interface Props {
  opened: boolean;
  content: Content;
  onClose: () => void;
}

/** The quiz as a learner sees it, in the reader's language; answers can be tried and go nowhere. */
export function Preview({ opened, content, onClose }: Props) {
  const { t } = useTranslation('qualifications');
  const words = useWords();
  return (
    <SideDrawer opened={opened} onClose={onClose} title={words(content.title) || t('quiz.preview')}>
      <div className={classes.preview}>
        <p>{words(content.intro)}</p>
        {content.questions.map((question, place) => (
          <Shown key={question.id} question={question} number={place + 1} />
        ))}
      </div>
    </SideDrawer>
  );
}

function Shown({ question, number }: { question: Question; number: number }) {
  const words = useWords();
  const label = `${number}. ${words(question.text)}`;
  const choices = (
    <Stack gap="xs" mt="xs">
      {question.choices.map((choice) =>
        question.many ? (
          <Checkbox key={choice.id} value={choice.id} label={words(choice.text)} />
        ) : (
          <Radio key={choice.id} value={choice.id} label={words(choice.text)} />
        ),
      )}
    </Stack>
  );
  return question.many ? (
    <Checkbox.Group label={label}>{choices}</Checkbox.Group>
  ) : (
    <Radio.Group label={label}>{choices}</Radio.Group>
  );
}
