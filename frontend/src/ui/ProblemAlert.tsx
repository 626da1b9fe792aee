/** A refusal or failure in the reader's words: every reason the server named, and what to do next. */
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, Offline, type Problem } from '../api/client';
import classes from './ProblemAlert.module.css';

/** All sentences of a problem, most telling first: reasons, then field errors, then the detail. */
export function problemLines(problem: Problem): string[] {
  const reasons = (problem.reasons ?? []).map((reason) => reason.message);
  const fields = (problem.errors ?? []).map((error) => error.message);
  const lines = [...reasons, ...fields].filter(Boolean);
  return lines.length > 0 ? [...new Set(lines)] : [problem.detail || problem.title].filter(Boolean);
}

/** One sentence for a whole failure, for places that have room for no more. */
export function problemText(error: unknown, t: TFunction): string {
  if (error instanceof Offline) return t('problem.offline');
  if (!(error instanceof ApiProblem)) return t('problem.unknown');
  if (error.status >= 500) return t('problem.unknown');
  if (error.status === 401 && error.code === 'not_authenticated') return t('problem.not_signed_in');
  if (error.status === 412) return t('problem.version');
  return problemLines(error.problem).join(' ') || t('problem.unknown');
}

interface Props {
  error: unknown;
  /** further steps, for instance the alternatives */
  children?: ReactNode;
}

export function ProblemAlert({ error, children }: Props) {
  const { t } = useTranslation();
  const location = useLocation();
  if (!error) return null;
  const problem = error instanceof ApiProblem ? error.problem : null;
  const lines = problem && problem.status < 500 && problem.status !== 412 ? problemLines(problem) : [];
  return (
    <div role="alert" className={classes.alert}>
      <IconAlertTriangle size={20} aria-hidden />
      <div className={classes.body}>
        {lines.length > 1 ? (
          <ul className={classes.lines}>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        ) : (
          <p>{problemText(error, t)}</p>
        )}
        {problem?.status === 401 && problem.code === 'not_authenticated' && (
          <Link to="/dang-nhap" search={{ back: location.href }}>
            {t('account.sign_in')}
          </Link>
        )}
        {problem && problem.status >= 500 && problem.request_id && (
          <p>{t('problem.id', { id: problem.request_id })}</p>
        )}
        {children}
      </div>
    </div>
  );
}
