import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { Course, Page } from '../../api/contract';
import { useWords } from '../../i18n/useWords';
import { SideDrawer } from '../../timeline/parts/SideDrawer';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { StatusBadge, type Tone } from '../../ui/Status';
import { CourseForm } from './CourseForm';
import { forWhom } from './said';
import classes from './classes.module.css';

const TONES: Record<Course['state'], Tone> = { draft: 'pending', published: 'free', archived: 'closed' };

/** What can be taught; each is changed in a drawer. */
export function Courses() {
  const { t } = useTranslation('classes');
  const words = useWords();
  const [edited, setEdited] = useState<Course | 'new' | null>(null);
  const query = useQuery({
    queryKey: ['courses', {}],
    queryFn: async ({ signal }) => (await get<Page<Course>>('/api/courses', undefined, signal)).items,
  });
  const add = (
    <Button size="md" onClick={() => setEdited('new')}>
      {t('course.add')}
    </Button>
  );
  return (
    <>
      <ProblemAlert error={query.error} />
      {query.isPending && !query.error && <Skeleton height={240} radius="lg" aria-hidden />}
      {query.data?.length === 0 && (
        <EmptyState title={t('course.none')} action={add}>
          {t('course.none_text')}
        </EmptyState>
      )}
      {query.data && query.data.length > 0 && (
        <Panel title={t('course.all')} aside={add}>
          <ul className={classes.list}>
            {query.data.map((one) => (
              <li key={one.id} className={classes.row}>
                <div className={classes.what}>
                  <span className={classes.title}>{words(one.title)}</span>
                  <span className={classes.quiet}>
                    {[forWhom(one, t, words), words(one.organisation?.name)].filter(Boolean).join(' · ')}
                  </span>
                </div>
                <StatusBadge tone={TONES[one.state]} plain>
                  {t(`course.state.${one.state}`)}
                </StatusBadge>
                <div className={classes.actions}>
                  {one.state !== 'archived' && (
                    <LinkButton
                      to="/xep-lop"
                      search={{ part: 'new', course: one.id }}
                      variant="default"
                      size="md"
                    >
                      {t('course.plan')}
                    </LinkButton>
                  )}
                  {one.can_edit && (
                    <Button
                      variant="default"
                      size="md"
                      aria-label={t('course.edit_name', { name: words(one.title) })}
                      onClick={() => setEdited(one)}
                    >
                      {t('edit')}
                    </Button>
                  )}
                </div>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <SideDrawer
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={t(edited === 'new' ? 'course.add' : 'course.edit')}
      >
        {edited && <CourseForm course={edited === 'new' ? null : edited} onDone={() => setEdited(null)} />}
      </SideDrawer>
    </>
  );
}
