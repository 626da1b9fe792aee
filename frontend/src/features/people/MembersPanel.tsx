/** Who belongs to an organisation. */
import { Button, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import { membersQuery, type Member, type Organisation } from '../../api/people';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { ExportMenu } from '../../ui/ExportMenu';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { MoreRows } from './MoreRows';
import classes from './people.module.css';

export function MembersPanel({ organisation }: { organisation: Organisation }) {
  const { t } = useTranslation('people');
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 250);
  const [ending, setEnding] = useState<Member | null>(null);
  const found = useInfiniteQuery({
    ...membersQuery(organisation.id, q),
    placeholderData: keepPreviousData,
  });
  const items = found.data?.pages.flatMap((page) => page.items);
  return (
    <Panel
      title={t('members.title')}
      aside={
        <div className={classes.actions}>
          <span className={classes.note}>
            {t('organisations.members', { count: organisation.member_count })}
          </span>
          <ExportMenu
            list="people"
            filter={{ organisation: organisation.id, q: q || undefined, state: 'open' }}
          />
        </div>
      }
    >
      <div className={classes.body}>
        <TextInput
          type="search"
          label={t('members.search')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <ProblemAlert error={found.error} />
      {!items && !found.error && <Skeleton height={160} className={classes.skeleton} />}
      {items?.length === 0 && <p className={classes.empty}>{t(q ? 'members.not_found' : 'members.none')}</p>}
      <ul className={classes.plain}>
        {items?.map((member) => (
          <Row key={member.person_id} member={member} onEnd={() => setEnding(member)} />
        ))}
      </ul>
      <MoreRows list={found} />
      {ending && <EndDialog member={ending} organisation={organisation} onClose={() => setEnding(null)} />}
    </Panel>
  );
}

function Row({ member, onEnd }: { member: Member; onEnd: () => void }) {
  const { t } = useTranslation('people');
  const format = useFormats();
  const name = member.full_name;
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <p className={classes.name}>
          <Link to="/cai-dat/nguoi/$id" params={{ id: member.person_id }}>
            {name}
          </Link>
        </p>
        <p className={classes.note}>
          {[
            member.title,
            member.email,
            t('members.since', { date: format.date(`${member.since}T12:00:00Z`) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <Button variant="default" onClick={onEnd} aria-label={t('members.end_named', { name })}>
        {t('members.end')}
      </Button>
    </li>
  );
}

interface EndProps {
  member: Member;
  organisation: Organisation;
  onClose: () => void;
}

function EndDialog({ member, organisation, onClose }: EndProps) {
  const { t } = useTranslation('people');
  const words = useWords();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => post(`/api/organisations/${organisation.id}/members/${member.person_id}/end`, {}),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['organisations'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      opened
      danger
      title={t('members.end_title', { name: member.full_name, organisation: words(organisation.name) })}
      consequence={t('members.end_text')}
      confirm={t('members.end')}
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
      onClose={onClose}
    />
  );
}
