/** Planning: the classes there are, a new one with every date and its reason, courses, terms. */
import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { ClassCard, Page } from '../../api/contract';
import { useMe } from '../../api/session';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { PageTitle } from '../../ui/PageTitle';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SignInFirst } from '../../ui/SignInFirst';
import { StatusBadge } from '../../ui/Status';
import { Courses } from './Courses';
import { NewClass } from './NewClass';
import { weekly, where } from './said';
import { Terms } from './Terms';
import classes from './classes.module.css';

const route = getRouteApi('/xep-lop');
const PARTS = ['classes', 'new', 'courses', 'terms'] as const;

export default function PlanningPage() {
  const { t } = useTranslation('classes');
  const me = useMe();
  const { part = 'classes', course } = route.useSearch();
  const navigate = route.useNavigate();
  const plans = me?.permissions.includes('classes:plan') ?? false;
  return (
    <div className={classes.page}>
      <PageTitle lead={t('plan.lead')}>{t('plan.title')}</PageTitle>
      {!me && <SignInFirst>{t('plan.sign_in')}</SignInFirst>}
      {me && !plans && <EmptyState title={t('plan.not_staff')} />}
      {plans && (
        <>
          <div className={classes.scroll}>
            <SegmentedControl
              aria-label={t('plan.parts')}
              size="md"
              data={PARTS.map((value) => ({ value, label: t(`plan.part.${value}`) }))}
              value={part}
              onChange={(value) =>
                void navigate({
                  search: { part: PARTS.find((each) => each === value) },
                  replace: true,
                  resetScroll: false,
                })
              }
            />
          </div>
          {part === 'classes' && <Planned />}
          {part === 'new' && <NewClass course={course} />}
          {part === 'courses' && <Courses />}
          {part === 'terms' && <Terms />}
        </>
      )}
    </div>
  );
}

function Planned() {
  const { t } = useTranslation('classes');
  const words = useWords();
  const format = useFormats();
  const query = useQuery({
    queryKey: ['classes', 'planned'],
    queryFn: async ({ signal }) =>
      (await get<Page<ClassCard>>('/api/classes/planned', undefined, signal)).items,
  });
  const add = (
    <LinkButton to="/xep-lop" search={{ part: 'new' }} size="md">
      {t('plan.new')}
    </LinkButton>
  );
  if (query.error) return <ProblemAlert error={query.error} />;
  if (!query.data) return <Skeleton height={240} radius="lg" aria-hidden />;
  if (query.data.length === 0) {
    return (
      <EmptyState title={t('plan.none')} action={add}>
        {t('plan.none_text')}
      </EmptyState>
    );
  }
  return (
    <Panel title={t('plan.all')} aside={add}>
      <ul className={classes.list}>
        {query.data.map((one) => (
          <li key={one.id} className={classes.row}>
            <div className={classes.what}>
              <Link to="/lop/$slug" params={{ slug: one.slug }} className={classes.title}>
                {words(one.course.title)}
              </Link>
              <span className={classes.quiet}>
                {[weekly(one.weekly, t), where(one, t, words)].filter(Boolean).join(' · ')}
              </span>
            </div>
            <span className="figures">
              {t('span_of', {
                from: format.date(one.first_on),
                to: format.date(one.last_on),
                count: one.sessions,
              })}
            </span>
            <StatusBadge tone={one.next_at ? 'free' : 'closed'} plain>
              {t(one.next_at ? 'plan.running' : 'plan.over')}
            </StatusBadge>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
