import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { QualificationSettings, QuizContent } from '../../api/contract';
import { EmptyState } from '../../ui/EmptyState';
import { History } from '../../ui/History';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { QuizEditor } from './QuizEditor';

interface Props {
  qualification: QualificationSettings;
  writes: boolean;
}

/** The quiz that gives the qualification; without one, the first step to it. */
export function QuizTab({ qualification, writes }: Props) {
  const { t } = useTranslation('qualifications');
  const [writing, setWriting] = useState(false);
  const id = qualification.quiz_id;
  const quiz = useQuery({
    queryKey: ['quiz-content', id],
    queryFn: ({ signal }) => get<QuizContent>(`/api/quizzes/${id}/content`, undefined, signal),
    enabled: id !== null,
  });
  if (id === null && !writing)
    return (
      <EmptyState
        title={t('quiz.none')}
        action={
          writes && (
            <Button size="md" onClick={() => setWriting(true)}>
              {t('quiz.write')}
            </Button>
          )
        }
      >
        {t('quiz.none_text')}
      </EmptyState>
    );
  if (id === null) return <QuizEditor qualification={qualification} writes={writes} />;
  return (
    <>
      <ProblemAlert error={quiz.error} />
      {quiz.isPending && <Skeleton height={420} radius="lg" aria-hidden />}
      {quiz.data && (
        <QuizEditor key={quiz.data.version} qualification={qualification} quiz={quiz.data} writes={writes} />
      )}
      <History kind="quiz" id={id} />
    </>
  );
}
