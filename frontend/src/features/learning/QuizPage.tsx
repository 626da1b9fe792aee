/** A safety quiz on one page: read, answer, send, and on to the machine. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/client';
import type { Quiz, QuizResult } from '../../api/contract';
import { quizQuery } from '../../api/queries';
import { useMe } from '../../api/session';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { useNow } from '../../timeline/useNow';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { NotFound } from '../../ui/NotFound';
import { PageTitle } from '../../ui/PageTitle';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SignInFirst } from '../../ui/SignInFirst';
import { Onward, QuizOutcome } from './QuizOutcome';
import { QuizForm } from './QuizForm';
import classes from './QuizPage.module.css';

const route = getRouteApi('/trac-nghiem/$id');

export default function QuizPage() {
  const { t } = useTranslation('learning');
  const { id } = route.useParams();
  const me = useMe();
  const { data: quiz, error } = useQuery({
    ...quizQuery(id),
    enabled: me !== null,
    refetchOnWindowFocus: false,
  });
  if (error instanceof ApiProblem && error.status === 404) return <NotFound />;
  if (error) return <ProblemAlert error={error} />;
  if (!me) {
    return (
      <div className={classes.page}>
        <PageTitle>{t('quiz.title')}</PageTitle>
        <SignInFirst>{t('quiz.sign_in')}</SignInFirst>
      </div>
    );
  }
  if (!quiz) {
    return (
      <div className={classes.page} aria-hidden>
        <Skeleton height={56} />
        <Skeleton height={320} />
      </div>
    );
  }
  return <QuizSheet quiz={quiz} />;
}

function QuizSheet({ quiz }: { quiz: Quiz }) {
  const { t } = useTranslation('learning');
  const { back } = route.useSearch();
  const words = useWords();
  const format = useFormats();
  const now = useNow();
  const [result, setResult] = useState<QuizResult | null>(null);
  const waiting = quiz.retry_at !== null && Date.parse(quiz.retry_at) > now;
  return (
    <div className={classes.page}>
      <PageTitle lead={words(quiz.intro)}>{words(quiz.title)}</PageTitle>
      {result ? (
        <QuizOutcome quiz={quiz} result={result} back={back} />
      ) : quiz.passed ? (
        <EmptyState
          title={t('quiz.passed_already', { name: words(quiz.qualification.name) })}
          action={<Onward back={back} />}
        />
      ) : waiting ? (
        <EmptyState
          title={t('quiz.wait', { time: format.timeNear(quiz.retry_at ?? '', new Date(now)) })}
          action={
            <LinkButton to="/may" variant="default" size="md">
              {t('quiz.other_machines')}
            </LinkButton>
          }
        >
          {t('quiz.wait_text')}
        </EmptyState>
      ) : (
        <QuizForm quiz={quiz} onDone={setResult} />
      )}
    </div>
  );
}
