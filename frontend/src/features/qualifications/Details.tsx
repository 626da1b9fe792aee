import { Button, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { remove } from '../../api/client';
import type { QualificationSettings, Words } from '../../api/contract';
import { useRegion } from '../../api/session';
import { useWords } from '../../i18n/useWords';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { Difference } from '../../ui/Difference';
import { fieldErrors } from '../../ui/fieldErrors';
import { ImpactPanel } from '../../ui/ImpactPanel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { isImpact, useImpact } from '../../ui/useImpact';
import { useVersioned } from '../../ui/useVersioned';
import { Fields, type Said } from './Fields';
import classes from './qualifications.module.css';

const saidOf = ({ name, description, valid_days, categories }: QualificationSettings): Said => ({
  name,
  description,
  valid_days,
  categories,
});
const TOUCHED = [['qualification-settings'], ['qualifications'], ['categories'], ['audit']] as const;

interface Props {
  qualification: QualificationSettings;
  writes: boolean;
}

export function Details({ qualification, writes }: Props) {
  const { t } = useTranslation('qualifications');
  const { t: common } = useTranslation();
  const words = useWords();
  const [said, setSaid] = useState(saidOf(qualification));
  const { zone } = useRegion();
  const { t: impact } = useTranslation('impact');
  const path = `/api/qualifications/${qualification.id}`;
  const more = said.categories.some((slug) => !qualification.categories.includes(slug));
  const asking = useImpact(more ? `${path}/impact` : null, { categories: said.categories });
  const saving = useVersioned<QualificationSettings, Said>({
    path,
    values: saidOf,
    body: (change) => ({ ...change, impact: asking.given }),
    invalidate: TOUCHED,
    onRefused: asking.adopt,
  });
  const errors = fieldErrors(saving.error);
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        saving.save(qualification, said);
      }}
    >
      <Fields value={said} onChange={setSaid} errors={errors} />
      {more && <ImpactPanel state={asking} zone={zone} note={impact('earn')} />}
      {Object.keys(errors).length === 0 && !saving.clash && !isImpact(saving.error) && (
        <ProblemAlert error={saving.error} />
      )}
      {writes ? (
        <Group justify="space-between">
          <Button type="submit" size="md" loading={saving.isPending || asking.isPending}>
            {common('action.save')}
          </Button>
          <Delete qualification={qualification} />
        </Group>
      ) : (
        <p className={classes.note}>{t('note.read_only')}</p>
      )}
      <Difference
        clash={saving.clash}
        label={(field) => t(`field.${field}`)}
        show={(field, value) =>
          field === 'categories'
            ? (value as string[]).join(', ')
            : field === 'valid_days'
              ? String((value as number | null) ?? t('for_good'))
              : words(value as Words)
        }
        onMerge={saving.merge}
        onClose={saving.dismiss}
        busy={saving.isPending}
        error={saving.error}
      />
    </form>
  );
}

function Delete({ qualification }: { qualification: QualificationSettings }) {
  const { t } = useTranslation('qualifications');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const deleting = useMutation({
    mutationFn: () => remove(`/api/qualifications/${qualification.id}`),
    onSuccess: async () => {
      await navigate({ to: '/cai-dat/nang-luc' });
      await queries.invalidateQueries({ queryKey: ['qualifications'] });
    },
  });
  return (
    <>
      <Button size="md" variant="default" onClick={() => setAsking(true)}>
        {t('delete.open')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('delete.title')}
        consequence={t('delete.text')}
        confirm={t('delete.open')}
        danger
        busy={deleting.isPending}
        error={deleting.error}
        onConfirm={() => deleting.mutate()}
        onClose={() => {
          setAsking(false);
          deleting.reset();
        }}
      />
    </>
  );
}
