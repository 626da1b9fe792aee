/** The demo region's letter box: what everybody would have found in their own mail. */
import { Button, Group, Skeleton } from '@mantine/core';
import { IconCalendarDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DemoLetter } from '../../api/contract';
import { demoLettersQuery } from '../../api/queries';
import { useRegion } from '../../api/session';
import { useFormats } from '../../i18n/format';
import { EmptyState } from '../../ui/EmptyState';
import { NotFound } from '../../ui/NotFound';
import { PageTitle } from '../../ui/PageTitle';
import { ProblemAlert } from '../../ui/ProblemAlert';
import classes from './LettersPage.module.css';

export default function LettersPage() {
  return useRegion().demo ? <Letters /> : <NotFound />;
}

function Letters() {
  const { t } = useTranslation('letters');
  const { data, error } = useQuery(demoLettersQuery);
  return (
    <div className={classes.page}>
      <PageTitle lead={t('lead')}>{t('title')}</PageTitle>
      <ProblemAlert error={error} />
      {!data && !error && <Skeleton height={160} />}
      {data?.length === 0 && <EmptyState title={t('none')}>{t('none_text')}</EmptyState>}
      <ul className={classes.list}>
        {data?.map((letter) => (
          <Letter key={letter.id} letter={letter} />
        ))}
      </ul>
    </div>
  );
}

function Letter({ letter }: { letter: DemoLetter }) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  return (
    <li className={classes.letter}>
      <h2 className={classes.subject}>{letter.subject}</h2>
      <p className={classes.note}>
        {t('to', { name: letter.to })} · {format.dateTime(letter.sent_at)}
      </p>
      <p className={classes.text}>{letter.text}</p>
      <Group gap="xs">
        {letter.link && (
          <Button component="a" href={letter.link} variant="default" size="md">
            {t('open')}
          </Button>
        )}
        {letter.calendar_url && (
          <Button
            component="a"
            href={letter.calendar_url}
            download
            variant="subtle"
            size="md"
            leftSection={<IconCalendarDown size={18} aria-hidden />}
            aria-label={t('calendar_name', { subject: letter.subject })}
          >
            {t('calendar')}
          </Button>
        )}
      </Group>
    </li>
  );
}
