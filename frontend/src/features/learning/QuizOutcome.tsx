import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Quiz, QuizResult } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { useNow } from '../../timeline/useNow';
import { LinkButton } from '../../ui/LinkButton';
import { StatusBadge } from '../../ui/Status';
import classes from './QuizPage.module.css';

interface Props {
  quiz: Quiz;
  result: QuizResult;
  back?: string;
}

/** Passed or not, what was wrong and why, and the next step. */
export function QuizOutcome({ quiz, result, back }: Props) {
  const { t } = useTranslation('learning');
  const format = useFormats();
  const now = useNow();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section className={classes.outcome}>
      <StatusBadge tone={result.passed ? 'free' : 'pending'}>
        {t('quiz.score', { score: result.score, mark: result.pass_mark })}
      </StatusBadge>
      <h2 ref={heading} tabIndex={-1} className={classes.verdict}>
        {t(result.passed ? 'quiz.passed' : 'quiz.failed')}
      </h2>
      {result.passed && result.expires_at && (
        <p>{t('quiz.valid_until', { date: format.date(result.expires_at) })}</p>
      )}
      {!result.passed && result.retry_at && (
        <p>{t('quiz.retry_at', { time: format.timeNear(result.retry_at, new Date(now)) })}</p>
      )}
      <Mistakes quiz={quiz} result={result} />
      {result.passed ? (
        <Onward back={back} />
      ) : (
        <LinkButton to="/may" variant="default" size="md">
          {t('quiz.other_machines')}
        </LinkButton>
      )}
    </section>
  );
}

function Mistakes({ quiz, result }: Omit<Props, 'back'>) {
  const { t } = useTranslation('learning');
  const words = useWords();
  const wrong = quiz.questions.filter((question) => result.wrong.includes(question.id));
  if (wrong.length === 0) return null;
  return (
    <>
      <h3 className={classes.subtitle}>{t('quiz.mistakes', { count: wrong.length })}</h3>
      <ul className={classes.mistakes}>
        {wrong.map((question) => (
          <li key={question.id}>
            <p className={classes.asked}>{words(question.text)}</p>
            <p>{words(result.explanations[question.id])}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

/** To the machine one came from, else to the timetable. */
export function Onward({ back }: { back?: string }) {
  const { t } = useTranslation('learning');
  if (back)
    return (
      <LinkButton to={back} size="md">
        {t('quiz.book_now')}
      </LinkButton>
    );
  return (
    <LinkButton to="/lich" size="md">
      {t('quiz.to_timeline')}
    </LinkButton>
  );
}
