import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { nextOpeningQuery, type OpeningFilter } from '../../api/queries';
import type { Closed } from '../../timeline/closed';
import { ClosedFrame } from '../../timeline/ClosedFrame';
import type { Span } from '../../timeline/spans';
import { useGridWords } from '../../timeline/useGridWords';
import { dateAt } from '../../timeline/zone';

interface Props {
  closed: Closed;
  /** the days on the page */
  shown: Span;
  week: boolean;
  zone: string;
  filter: Omit<OpeningFilter, 'from'>;
  onGo: (date: string) => void;
}

/** Nothing is open on these days: why, and when doors open again. */
export function ClosedNotice({ closed, shown, week, zone, filter, onGo }: Props) {
  const { t } = useTranslation('booking');
  const words = useGridWords();
  const { site, category, kind, q } = filter;
  const { data, error } = useQuery(
    nextOpeningQuery({ from: new Date(shown.end).toISOString(), site, category, kind, q }),
  );
  const frame = { t, words: words.words, closed, week };
  if (!data) return <ClosedFrame {...frame} go={error ? null : undefined} />;
  if (!data.opens_at) return <ClosedFrame {...frame} when={t('closed.not_soon')} go={null} />;
  const at = Date.parse(data.opens_at);
  const day = words.day(at);
  return (
    <ClosedFrame
      {...frame}
      when={t('closed.opens', { day, time: words.time(at) })}
      go={
        <Button variant="default" fullWidth h="100%" onClick={() => onGo(dateAt(at, zone))}>
          {t('closed.go', { day })}
        </Button>
      }
    />
  );
}
