import { Button, Checkbox, Radio, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import type { Quiz, QuizResult } from '../../api/contract';
import { useIntent } from '../../api/intent';
import { useWords } from '../../i18n/useWords';
import { ProblemAlert } from '../../ui/ProblemAlert';
import classes from './QuizPage.module.css';

type Answers = Record<string, string[]>;
type Question = Quiz['questions'][number];

interface Props {
  quiz: Quiz;
  onDone: (result: QuizResult) => void;
}

/** What one may book and what one holds have changed with a pass. */
function useSend(quiz: Quiz, onDone: Props['onDone']) {
  const queries = useQueryClient();
  const intent = useIntent();
  return useMutation({
    mutationFn: (answers: Answers) =>
      post<QuizResult>(
        `/api/quizzes/${quiz.id}/attempts`,
        { answers, version: quiz.version },
        { idempotencyKey: intent.keyFor(answers) },
      ),
    onSuccess: (result) => {
      onDone(result);
      for (const key of ['my', 'resource', 'resources', 'timeline', 'qualifications']) {
        void queries.invalidateQueries({ queryKey: [key] });
      }
      // The form one comes from must not show for a moment that the qualification is still missing.
      queries.removeQueries({ queryKey: ['quote'] });
    },
  });
}

export function QuizForm({ quiz: latest, onDone }: Props) {
  // Whoever has begun goes on with the text they read; it is also what they are judged by.
  const [quiz] = useState(latest);
  const { t } = useTranslation('learning');
  const words = useWords();
  const send = useSend(quiz, onDone);
  const form = useForm<Answers>({
    initialValues: Object.fromEntries(quiz.questions.map((question) => [question.id, []])),
    validate: (answers) =>
      Object.fromEntries(
        quiz.questions.map(({ id }) => [id, (answers[id] ?? []).length > 0 ? null : t('quiz.unanswered')]),
      ),
  });
  const goToFirstGap = (errors: Record<string, unknown>) => {
    const first = quiz.questions.find((question) => errors[question.id]);
    document.querySelector<HTMLInputElement>(`[data-question="${first?.id}"] input`)?.focus();
  };
  return (
    <form
      onSubmit={form.onSubmit((answers) => send.mutate(answers), goToFirstGap)}
      className={classes.form}
      noValidate
    >
      {!words(quiz.intro) && (
        <p className={classes.note}>
          {t('quiz.pass_mark', { mark: quiz.pass_mark, count: quiz.questions.length })}
        </p>
      )}
      {quiz.questions.map((question, index) => (
        <QuestionField
          key={question.id}
          question={question}
          number={index + 1}
          value={form.values[question.id] ?? []}
          error={form.errors[question.id] as string | undefined}
          onChange={(chosen) => form.setFieldValue(question.id, chosen)}
        />
      ))}
      <ProblemAlert error={send.error} />
      <Button type="submit" size="md" loading={send.isPending} className={classes.send}>
        {t('quiz.send')}
      </Button>
    </form>
  );
}

interface QuestionProps {
  question: Question;
  number: number;
  value: string[];
  error?: string;
  onChange: (chosen: string[]) => void;
}

function QuestionField({ question, number, value, error, onChange }: QuestionProps) {
  const { t } = useTranslation('learning');
  const words = useWords();
  const label = `${number}. ${words(question.text)}`;
  if (question.many) {
    return (
      <div className={classes.question} data-question={question.id}>
        <Checkbox.Group
          label={label}
          description={t('quiz.many')}
          value={value}
          onChange={onChange}
          error={error}
        >
          <Stack gap={0} mt="xs">
            {question.choices.map((choice) => (
              <Checkbox
                key={choice.id}
                value={choice.id}
                label={words(choice.text)}
                className={classes.choice}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      </div>
    );
  }
  return (
    <div className={classes.question} data-question={question.id}>
      <Radio.Group
        label={label}
        value={value[0] ?? ''}
        onChange={(chosen) => onChange([chosen])}
        error={error}
      >
        <Stack gap={0} mt="xs">
          {question.choices.map((choice) => (
            <Radio key={choice.id} value={choice.id} label={words(choice.text)} className={classes.choice} />
          ))}
        </Stack>
      </Radio.Group>
    </div>
  );
}
