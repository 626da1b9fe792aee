/** The week of whoever teaches: their sessions day by day, with room, machines and materials. */
import { ActionIcon, Button, Skeleton } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconExternalLink } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client';
import type { Page, SessionOut } from '../../api/contract';
import { useMe, useRegion } from '../../api/session';
import { dayIn, instantIn, useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { useNow } from '../../timeline/useNow';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { PageTitle } from '../../ui/PageTitle';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SignInFirst } from '../../ui/SignInFirst';
import { StatusBadge, type Tone } from '../../ui/Status';
import { CancelSession } from './CancelSession';
import { where } from './said';
import { addDays, mondayOf } from './week';
import classes from './classes.module.css';

const route = getRouteApi('/day-hoc');
const TONES: Record<SessionOut['state'], Tone> = { planned: 'free', held: 'closed', cancelled: 'fault' };

export default function TeachingPage() {
  const { t } = useTranslation('classes');
  const me = useMe();
  const teaches = me?.permissions.includes('classes:teach') ?? false;
  return (
    <div className={classes.page}>
      <PageTitle lead={t('teaching.lead')}>{t('teaching.title')}</PageTitle>
      {!me && <SignInFirst>{t('teaching.sign_in')}</SignInFirst>}
      {me && !teaches && <EmptyState title={t('teaching.not_teacher')} />}
      {teaches && <Week />}
    </div>
  );
}

function Week() {
  const { t } = useTranslation('classes');
  const { zone, now } = useRegion();
  const format = useFormats(zone);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const today = dayIn(zone, now);
  const monday = mondayOf(search.day ?? today);
  const from = instantIn(zone, monday, '00:00').toISOString();
  const to = instantIn(zone, addDays(monday, 7), '00:00').toISOString();
  const query = useQuery({
    queryKey: ['class-sessions', 'own', from],
    queryFn: async ({ signal }) =>
      (await get<Page<SessionOut>>('/api/class-sessions', { from, to, own: true }, signal)).items,
    placeholderData: keepPreviousData,
  });
  const show = (day?: string) =>
    void navigate({ search: day ? { day } : {}, replace: true, resetScroll: false });
  const days = [...new Set(query.data?.map((one) => dayIn(one.site.zone, one.starts_at)))];
  return (
    <>
      <div className={classes.week}>
        <ActionIcon
          variant="default"
          size={44}
          aria-label={t('teaching.earlier')}
          onClick={() => show(addDays(monday, -7))}
        >
          <IconChevronLeft size={20} aria-hidden />
        </ActionIcon>
        <strong role="status">
          {t('teaching.week', {
            from: format.date(from),
            to: format.date(instantIn(zone, addDays(monday, 6), '12:00')),
          })}
        </strong>
        <ActionIcon
          variant="default"
          size={44}
          aria-label={t('teaching.later')}
          onClick={() => show(addDays(monday, 7))}
        >
          <IconChevronRight size={20} aria-hidden />
        </ActionIcon>
        {monday !== mondayOf(today) && (
          <Button size="md" variant="default" onClick={() => show()}>
            {t('teaching.this_week')}
          </Button>
        )}
      </div>
      <ProblemAlert error={query.error} />
      {query.isPending && !query.error && <Skeleton height={240} radius="lg" aria-hidden />}
      {query.data?.length === 0 && (
        <EmptyState
          title={t('teaching.none')}
          action={
            <LinkButton to="/lop" variant="default" size="md">
              {t('teaching.see_all')}
            </LinkButton>
          }
        >
          {t('teaching.none_text')}
        </EmptyState>
      )}
      {days.map((day) => (
        <Panel
          key={day}
          title={format.day(instantIn(zone, day, '12:00'))}
          aside={day === today && <span className={classes.quiet}>{t('teaching.today')}</span>}
        >
          <ul className={classes.list}>
            {query.data
              ?.filter((one) => dayIn(one.site.zone, one.starts_at) === day)
              .map((one) => (
                <Session key={one.id} one={one} />
              ))}
          </ul>
        </Panel>
      ))}
    </>
  );
}

function Session({ one }: { one: SessionOut }) {
  const { t } = useTranslation('classes');
  const now = useNow();
  const words = useWords();
  const format = useFormats(one.site.zone);
  const taken = one.resources.map((each) =>
    each.units > 1 ? t('units', { name: each.name, count: each.units }) : each.name,
  );
  return (
    <li className={classes.session} data-off={one.state === 'cancelled' || undefined}>
      <p className={classes.time}>{format.range(one.starts_at, one.ends_at)}</p>
      <div className={classes.what}>
        <Link to="/lop/$slug" params={{ slug: one.slug }} className={classes.title}>
          {words(one.course.title)}
        </Link>
        <p>{where(one, t, words)}</p>
        {taken.length > 0 && <p className={classes.quiet}>{taken.join(', ')}</p>}
        {one.teachers.length > 1 && (
          <p className={classes.quiet}>
            {t('teaching.with', { names: one.teachers.map((each) => each.full_name).join(', ') })}
          </p>
        )}
        {one.makes_up_for && <p>{t('makes_up', { day: format.day(one.makes_up_for) })}</p>}
        {one.made_up_at && <p>{t('made_up', { day: format.day(one.made_up_at) })}</p>}
        {one.note && <p className={classes.quiet}>{one.note}</p>}
        <Materials one={one} />
      </div>
      <StatusBadge tone={TONES[one.state]}>{t(`state.${one.state}`)}</StatusBadge>
      {one.state === 'planned' && Date.parse(one.ends_at) > now && <CancelSession one={one} />}
    </li>
  );
}

function Materials({ one }: { one: SessionOut }) {
  const { t } = useTranslation('classes');
  const links = one.link ? [{ name: t('teaching.join'), url: one.link }, ...one.materials] : one.materials;
  if (links.length === 0) return null;
  return (
    <ul className={classes.materials} aria-label={t('materials')}>
      {links.map((each) => (
        <li key={`${each.name} ${each.url}`}>
          {each.url ? (
            <a href={each.url} target="_blank" rel="noreferrer">
              {each.name} <IconExternalLink size={14} aria-label={t('new_window')} />
            </a>
          ) : (
            each.name
          )}
        </li>
      ))}
    </ul>
  );
}
