import { Button, Group, NumberInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post } from '../../api/client';
import type { QualificationSettings, QuizContent, Words } from '../../api/contract';
import { useWords } from '../../i18n/useWords';
import { Difference } from '../../ui/Difference';
import { fieldErrors } from '../../ui/fieldErrors';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { useVersioned } from '../../ui/useVersioned';
import { Bilingual } from './Bilingual';
import { Preview } from './Preview';
import { QuestionCard } from './QuestionCard';
import { contentOf, emptyContent, moved, newQuestion, type Content, type Question } from './quiz';
import classes from './qualifications.module.css';

const TOUCHED = [
  ['quiz-content'],
  ['quiz'],
  ['qualification-settings'],
  ['qualifications'],
  ['audit'],
] as const;

interface Props {
  qualification: QualificationSettings;
  /** without one a new one is written */
  quiz?: QuizContent;
  writes: boolean;
}

function useSaving(qualification: QualificationSettings, quiz: QuizContent | undefined) {
  const { t } = useTranslation('qualifications');
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const told = () =>
    notifications.show({
      color: 'leaf',
      message: t('quiz.saved'),
      closeButtonProps: { 'aria-label': common('action.close') },
    });
  const changing = useVersioned<QuizContent, Content>({
    path: `/api/quizzes/${quiz?.id ?? ''}/content`,
    values: contentOf,
    invalidate: TOUCHED,
    onSaved: told,
  });
  const making = useMutation({
    mutationFn: (content: Content) =>
      post<QuizContent>(
        '/api/quizzes',
        { ...content, qualification_id: qualification.id },
        { idempotencyKey: newIdempotencyKey() },
      ),
    onSuccess: async () => {
      await Promise.all(TOUCHED.map((queryKey) => queries.invalidateQueries({ queryKey })));
      told();
    },
  });
  return {
    changing,
    save: (content: Content) => (quiz ? changing.save(quiz, content) : making.mutate(content)),
    error: quiz ? changing.error : making.error,
    busy: changing.isPending || making.isPending,
  };
}

/** Writes a quiz: who has begun goes on with the text they read. */
export function QuizEditor({ qualification, quiz, writes }: Props) {
  const { t } = useTranslation('qualifications');
  const { t: common } = useTranslation();
  const words = useWords();
  const [content, setContent] = useState<Content>(() => (quiz ? contentOf(quiz) : emptyContent()));
  const [previewing, setPreviewing] = useState(false);
  const { changing, save, error, busy } = useSaving(qualification, quiz);
  const errors = fieldErrors(error);
  const { questions } = content;
  const setQuestions = (next: Question[]) => setContent({ ...content, questions: next });
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save(content);
      }}
    >
      {quiz && (
        <p className={classes.note}>{t('quiz.version', { version: quiz.version, count: quiz.attempts })}</p>
      )}
      <Bilingual
        label={t('quiz.title')}
        value={content.title}
        onChange={(title) => setContent({ ...content, title })}
        error={errors.title}
      />
      <Bilingual
        long
        label={t('quiz.intro')}
        value={content.intro}
        onChange={(intro) => setContent({ ...content, intro })}
      />
      <div className={classes.pair}>
        <NumberInput
          label={t('quiz.pass_mark')}
          value={content.pass_mark}
          onChange={(mark) => setContent({ ...content, pass_mark: Number(mark) })}
          min={1}
          max={100}
          allowDecimal={false}
          error={errors.pass_mark}
        />
        <NumberInput
          label={t('quiz.retry')}
          description={t('quiz.retry_note')}
          value={content.retry_minutes / 60}
          onChange={(hours) => setContent({ ...content, retry_minutes: Math.round(Number(hours) * 60) })}
          min={0}
          max={8760}
          decimalScale={2}
          error={errors.retry_minutes}
        />
      </div>
      {questions.map((question, place) => (
        <QuestionCard
          key={question.id}
          question={question}
          place={place}
          count={questions.length}
          errors={errors}
          onChange={(next) => setQuestions(questions.map((old) => (old.id === question.id ? next : old)))}
          onMove={(way) => setQuestions(moved(questions, place, way))}
          onRemove={() => setQuestions(questions.filter((old) => old.id !== question.id))}
        />
      ))}
      <div>
        <Button
          variant="default"
          size="md"
          onClick={() => setQuestions([...questions, newQuestion(questions)])}
        >
          {t('quiz.add_question')}
        </Button>
      </div>
      {!changing.clash && <ProblemAlert error={error} />}
      <Group>
        {writes && (
          <Button type="submit" size="md" loading={busy}>
            {common('action.save')}
          </Button>
        )}
        <Button variant="default" size="md" onClick={() => setPreviewing(true)}>
          {t('quiz.preview')}
        </Button>
      </Group>
      <Preview opened={previewing} content={content} onClose={() => setPreviewing(false)} />
      <Difference
        clash={changing.clash}
        label={(field) => t(`clash.${field}`)}
        show={(field, value) =>
          field === 'questions'
            ? t('clash.count', { count: (value as Question[]).length })
            : typeof value === 'number'
              ? String(value)
              : words(value as Words)
        }
        onMerge={changing.merge}
        onClose={changing.dismiss}
        busy={busy}
        error={changing.error}
      />
    </form>
  );
}
