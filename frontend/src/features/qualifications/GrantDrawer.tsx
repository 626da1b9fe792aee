import { Button, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post } from '../../api/client';
import type { QualificationSettings } from '../../api/contract';
import { sitesQuery } from '../../api/queries';
import { useMe } from '../../api/session';
import { dayIn, instantIn, useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { SideDrawer } from '../../timeline/parts/SideDrawer';
import { DateField } from '../../ui/DateTimeField';
import { PersonPicker } from '../../ui/PersonPicker';
import { ProblemAlert } from '../../ui/ProblemAlert';

const EVIDENCE = ['staff', 'course', 'document'] as const;
type Evidence = (typeof EVIDENCE)[number];
const DAY = 86_400_000;

interface Props {
  opened: boolean;
  qualification: QualificationSettings;
  onClose: () => void;
}

export function GrantDrawer({ opened, onClose, qualification }: Props) {
  const { t } = useTranslation('qualifications');
  return (
    <SideDrawer opened={opened} onClose={onClose} title={t('grant.open')}>
      {opened && <GrantForm qualification={qualification} onClose={onClose} />}
    </SideDrawer>
  );
}

/** A site that one runs: the grant is given there, and people are looked up from there. */
function useOwnSite() {
  const me = useMe();
  const sites = useQuery(sitesQuery).data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const own = me?.roles.find((held) => held.scope_kind === 'site')?.scope_id;
  const site = sites.find((each) => each.id === (chosen ?? own)) ?? sites[0];
  return { site, sites, setChosen };
}

function GrantForm({ qualification, onClose }: Omit<Props, 'opened'>) {
  const { t } = useTranslation('qualifications');
  const words = useWords();
  const format = useFormats();
  const queries = useQueryClient();
  const { site, sites, setChosen } = useOwnSite();
  const [person, setPerson] = useState<string | null>(null);
  const [evidence, setEvidence] = useState<Evidence>('staff');
  const [note, setNote] = useState('');
  const [until, setUntil] = useState<string | null>(null);
  const grant = useMutation({
    mutationFn: () =>
      post(
        '/api/qualification-grants',
        {
          person_id: person,
          qualification_id: qualification.id,
          site_id: site?.id,
          evidence,
          note: note.trim() || null,
          // The last day counts to its end.
          expires_at:
            until &&
            instantIn(
              format.zone,
              dayIn(format.zone, new Date(instantIn(format.zone, until, '12:00').getTime() + DAY)),
            ).toISOString(),
        },
        { idempotencyKey: newIdempotencyKey() },
      ),
    onSuccess: async () => {
      await Promise.all(
        [['qualification-grants'], ['qualification-settings']].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      );
      onClose();
    },
  });
  return (
    <Stack>
      <Select
        label={t('grant.site')}
        data={sites.map((each) => ({ value: each.id, label: words(each.name) }))}
        value={site?.id ?? null}
        onChange={setChosen}
        allowDeselect={false}
      />
      <PersonPicker site={site?.slug} label={t('grant.person')} value={person} onChange={setPerson} />
      <Select
        label={t('grant.evidence')}
        data={EVIDENCE.map((value) => ({ value, label: t(`evidence.${value}`) }))}
        value={evidence}
        onChange={(next) => next && setEvidence(next as Evidence)}
        allowDeselect={false}
      />
      <TextInput
        label={t('grant.note')}
        description={t('grant.note_text')}
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <DateField label={t('grant.until')} value={until} onChange={setUntil} clearable />
      <p>
        {qualification.valid_days === null
          ? t('grant.for_good')
          : t('grant.by_rule', { count: qualification.valid_days })}
      </p>
      <ProblemAlert error={grant.error} />
      <Button size="md" disabled={!person || !site} loading={grant.isPending} onClick={() => grant.mutate()}>
        {t('grant.confirm')}
      </Button>
    </Stack>
  );
}
