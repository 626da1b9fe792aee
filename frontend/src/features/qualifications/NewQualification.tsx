import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post } from '../../api/client';
import type { QualificationSettings } from '../../api/contract';
import { useRegion } from '../../api/session';
import { SideDrawer } from '../../timeline/parts/SideDrawer';
import { fieldErrors } from '../../ui/fieldErrors';
import { ImpactPanel } from '../../ui/ImpactPanel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { isImpact, useImpact } from '../../ui/useImpact';
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
  const { zone } = useRegion();
  const { t: words } = useTranslation('impact');
  const { name, categories } = said;
  const asked = categories.length > 0 && (name.vi || name.en) !== '';
  const impact = useImpact(asked ? '/api/qualifications/impact' : null, { name, categories });
  const add = useMutation({
    mutationFn: () =>
      post<QualificationSettings>(
        '/api/qualifications',
        { ...said, impact: impact.given },
        { idempotencyKey: newIdempotencyKey() },
      ),
    onSuccess: async (made) => {
      await Promise.all(
        ['qualifications', 'categories'].map((name) => queries.invalidateQueries({ queryKey: [name] })),
      );
      await navigate({ to: '/cai-dat/nang-luc/$id', params: { id: made.id }, search: { tab: 'quiz' } });
    },
    onError: (error) => impact.adopt(error),
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
      {asked && <ImpactPanel state={impact} zone={zone} note={words('earn')} />}
      {Object.keys(errors).length === 0 && !isImpact(add.error) && <ProblemAlert error={add.error} />}
      <Button type="submit" size="md" loading={add.isPending || impact.isPending}>
        {common('action.save')}
      </Button>
      <p className={classes.note}>{t('note.next')}</p>
    </form>
  );
}
