/** One person: roles given and withdrawn, where they belong, how they sign in. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { personQuery, type Membership, type Person } from '../../api/people';
import { useMe } from '../../api/session';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { History } from '../../ui/History';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SettingsPage } from '../../ui/SettingsPage';
import { StatusBadge } from '../../ui/Status';
import { AccountDialog, ResetDialog } from './PersonDialogs';
import { QualificationsPanel } from './QualificationsPanel';
import { RenameDialog } from './RenameDialog';
import { RolesPanel } from './RolesPanel';
import classes from './people.module.css';

const route = getRouteApi('/settings/cai-dat/nguoi/$id');
type Open = 'rename' | 'account' | 'reset' | null;

export default function PersonPage() {
  const { t } = useTranslation('people');
  const { id } = route.useParams();
  const me = useMe();
  const { data: person, error } = useQuery(personQuery(id));
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const back = { to: '/cai-dat/nguoi', label: t('people.all_people') } as const;
  if (!person)
    return (
      <SettingsPage title={error ? t('people.none') : t('people.title')} back={back}>
        {error ? <ProblemAlert error={error} /> : <Skeleton height={320} />}
      </SettingsPage>
    );
  return (
    <SettingsPage
      title={person.full_name}
      intro={!person.active && <StatusBadge tone="closed">{t('person.closed')}</StatusBadge>}
      back={back}
      actions={person.may_edit && <Actions person={person} onOpen={setOpen} />}
    >
      <Facts person={person} />
      <RolesPanel person={person} />
      <Homes memberships={person.memberships} />
      {me?.permissions.includes('qualifications:grant') && <QualificationsPanel person={person} />}
      <History kind="person" id={person.id} />
      {open === 'rename' && <RenameDialog person={person} onClose={close} />}
      {open === 'account' && <AccountDialog person={person} onClose={close} />}
      {open === 'reset' && <ResetDialog person={person} onClose={close} />}
    </SettingsPage>
  );
}

function Actions({ person, onOpen }: { person: Person; onOpen: (open: Open) => void }) {
  const { t } = useTranslation('people');
  const own = useMe()?.id === person.id;
  return (
    <>
      <Button variant="default" size="md" onClick={() => onOpen('rename')}>
        {t('person.rename')}
      </Button>
      {person.second_factor && !own && (
        <Button variant="default" size="md" onClick={() => onOpen('reset')}>
          {t('person.factor_reset')}
        </Button>
      )}
      <Button variant="default" size="md" onClick={() => onOpen('account')}>
        {t(person.active ? 'person.close' : 'person.open')}
      </Button>
    </>
  );
}

function Facts({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const format = useFormats();
  const age =
    person.minor === null ? t('person.age_unknown') : t(person.minor ? 'person.minor' : 'person.adult');
  const facts: [string, string | null][] = [
    [t('person.email'), person.email ?? t('people.no_email')],
    [t('person.phone'), person.phone],
    [t('person.age'), age],
    [t('person.birth_date'), person.birth_date && format.date(`${person.birth_date}T12:00:00Z`)],
    [t('person.language'), t(person.locale === 'en' ? 'person.en' : 'person.vi')],
    [t('person.since'), format.date(person.created_at)],
    [
      t('person.sessions'),
      person.session_count > 0
        ? t('person.sessions_count', { count: person.session_count })
        : t('person.sessions_none'),
    ],
    [t('person.factor'), t(person.second_factor ? 'person.factor_on' : 'person.factor_off')],
  ];
  return (
    <Panel title={t('person.about')}>
      <dl className={classes.facts}>
        {facts.map(
          ([term, value]) =>
            value && (
              <div key={term} className={classes.fact}>
                <dt>{term}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </Panel>
  );
}

function Homes({ memberships }: { memberships: Membership[] }) {
  const { t } = useTranslation('people');
  const format = useFormats();
  const words = useWords();
  const day = (date: string) => format.date(`${date}T12:00:00Z`);
  return (
    <Panel title={t('person.organisations')}>
      {memberships.length === 0 && <p className={classes.empty}>{t('person.no_organisations')}</p>}
      <ul className={classes.plain}>
        {memberships.map((one) => (
          <li key={one.organisation_id} className={classes.row}>
            <div className={classes.what}>
              <p className={classes.name}>{words(one.name)}</p>
              <p className={classes.note}>
                {[
                  one.title,
                  one.until
                    ? t('person.member_until', { since: day(one.since), until: day(one.until) })
                    : t('person.member_since', { since: day(one.since) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
