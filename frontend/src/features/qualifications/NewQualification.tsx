import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post } from '../../api/client';
import type { QualificationSettings } from '../../api/contract';
import { SideDrawer } from '../../timeline/parts/SideDrawer';
import { fieldErrors } from '../../ui/fieldErrors';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { Fields, type Said } from './Fields';
import classes from './qualifications.module.css';

const EMPTY: Said = {
  name: { vi: '', en: '' },
  description: { vi: '', en: '' },
  valid_days: 365,
  categories: [],
};

export function NewQualification({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('qualifications');
  return (
    <SideDrawer opened={opened} onClose={onClose} title={t('add')}>
      {opened && <NewForm />}
    </SideDrawer>
  );
}

function NewForm() {
  const { t } = useTranslation('qualifications');
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [said, setSaid] = useState(EMPTY);
  const add = useMutation({
    mutationFn: () =>
      post<QualificationSettings>('/api/qualifications', said, {
        idempotencyKey: newIdempotencyKey(),
      }),
    onSuccess: async (made) => {
      await Promise.all(
        ['qualifications', 'categories'].map((name) => queries.invalidateQueries({ queryKey: [name] })),
      );
      await navigate({ to: '/cai-dat/nang-luc/$id', params: { id: made.id }, search: { tab: 'quiz' } });
    },
  });
  const errors = fieldErrors(add.error);
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Fields value={said} onChange={setSaid} errors={errors} />
      {Object.keys(errors).length === 0 && <ProblemAlert error={add.error} />}
      <Button type="submit" size="md" loading={add.isPending}>
        {common('action.save')}
      </Button>
      <p className={classes.note}>{t('note.next')}</p>
    </form>
  );
}
