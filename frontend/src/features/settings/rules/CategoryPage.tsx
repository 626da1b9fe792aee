/** One category: its name, what it asks for, and its booking rules. The id `moi` is one to be added. */
import { Button, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState, type JSX } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post, remove } from '../../../api/client';
import type { CategoryDetail } from '../../../api/contract';
import { qualificationsQuery } from '../../../api/queries';
import { useRegion } from '../../../api/session';
import { useWords } from '../../../i18n/useWords';
import { useAuditWords } from '../../../ui/audit';
import { ConfirmDialog } from '../../../ui/ConfirmDialog';
import { Difference } from '../../../ui/Difference';
import { fieldErrors } from '../../../ui/fieldErrors';
import { History } from '../../../ui/History';
import { ImpactPanel } from '../../../ui/ImpactPanel';
import { InTheWay } from '../../../ui/InTheWay';
import { ProblemAlert } from '../../../ui/ProblemAlert';
import { SaveBar } from '../../../ui/SaveBar';
import { SettingsPage } from '../../../ui/SettingsPage';
import { useDraft } from '../../../ui/useDraft';
import { isImpact, useImpact } from '../../../ui/useImpact';
import { useVersioned } from '../../../ui/useVersioned';
import { categoryQuery } from '../queries';
import { CategoryForm } from './CategoryForm';
import { MEASURES, type RuleName } from './fields';
import { useRuleWords } from './useRuleWords';
import { bodyOf, categoryValues, EMPTY_CATEGORY, type CategoryValues } from './values';
import classes from '../settings.module.css';

const route = getRouteApi('/settings/cai-dat/danh-muc/$id');
const REFRESH = [['categories'], ['resources'], ['resource'], ['resource-settings'], ['timeline'], ['audit']];

export default function CategoryPage(): JSX.Element {
  const { id } = route.useParams();
  return id === 'moi' ? <NewCategory /> : <ExistingCategory key={id} id={id} />;
}

function useBack() {
  const { t } = useTranslation('rules');
  return { to: '/cai-dat/danh-muc', label: t('title') } as const;
}

function NewCategory() {
  const { t } = useTranslation('rules');
  const back = useBack();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useDraft(EMPTY_CATEGORY, categoryValues);
  const [key] = useState(newIdempotencyKey);
  const add = useMutation({
    mutationFn: (values: CategoryValues) =>
      post<CategoryDetail>('/api/categories', bodyOf(values), { idempotencyKey: key }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['categories'] });
      notifications.show({ message: t('added') });
      await navigate({ to: '/cai-dat/danh-muc/$id', params: { id: made.id }, ignoreBlocker: true });
    },
  });
  return (
    <SettingsPage title={t('new')} back={back}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate(form.draft);
        }}
      >
        <CategoryForm values={form.draft} onChange={form.set} errors={fieldErrors(add.error)} />
        <ProblemAlert error={add.error} />
        <SaveBar dirty={form.dirty} busy={add.isPending} onReset={form.reset} label={t('add')} />
      </form>
    </SettingsPage>
  );
}

function ExistingCategory({ id }: { id: string }) {
  const { t } = useTranslation('rules');
  const back = useBack();
  const { data, error } = useQuery(categoryQuery(id));
  if (data) return <EditCategory category={data} />;
  return (
    <SettingsPage title={t('category')} back={back}>
      <ProblemAlert error={error} />
      {!error && <Skeleton height={480} radius={12} aria-hidden />}
    </SettingsPage>
  );
}

/** A rule by its measure, everything else as the audit tells it. */
function useShow() {
  const audit = useAuditWords();
  const rule = useRuleWords();
  const qualifications = useQuery(qualificationsQuery).data ?? [];
  const names = Object.fromEntries(qualifications.map(({ id, name }) => [id, name]));
  return (field: string, given: unknown) => {
    const name = field.replace(/^rules\./, '') as RuleName;
    return field.startsWith('rules.') && name in MEASURES
      ? rule.value(name, given)
      : audit.value(field, given, names);
  };
}

/** What the draft would do to bookings: a qualification that is newly asked for. */
function useAsking(category: CategoryDetail, { qualification_id }: CategoryValues) {
  const asked = qualification_id !== null && qualification_id !== category.qualification?.id;
  const path = asked ? `/api/categories/${category.id}/impact` : null;
  return { asked, ...useImpact(path, { qualification_id }) };
}

function EditCategory({ category }: { category: CategoryDetail }) {
  const { t } = useTranslation('rules');
  const words = useWords();
  const back = useBack();
  const { field } = useAuditWords();
  const show = useShow();
  const form = useDraft(category, categoryValues);
  const { zone } = useRegion();
  const { t: impact } = useTranslation('impact');
  const asking = useAsking(category, form.draft);
  const saving = useVersioned<CategoryDetail, CategoryValues>({
    path: `/api/categories/${category.id}`,
    values: categoryValues,
    body: (change) => ({ ...bodyOf(change), impact: asking.given }),
    invalidate: REFRESH,
    onSaved: (saved) => {
      form.take(saved);
      notifications.show({ message: t('saved') });
    },
    onRefused: asking.adopt,
  });
  return (
    <SettingsPage title={words(category.name)} back={back} actions={<Delete category={category} />}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          saving.save(form.record, form.draft);
        }}
      >
        <CategoryForm values={form.draft} onChange={form.set} errors={fieldErrors(saving.error)} />
        {asking.asked && <ImpactPanel state={asking} zone={zone} note={impact('earn')} />}
        <ProblemAlert error={saving.clash || isImpact(saving.error) ? null : saving.error} />
        <SaveBar dirty={form.dirty} busy={saving.isPending || asking.isPending} onReset={form.reset} />
      </form>
      <Difference
        clash={saving.clash}
        label={field}
        show={show}
        onMerge={saving.merge}
        onClose={saving.dismiss}
        busy={saving.isPending}
        error={saving.error}
      />
      <History kind="category" id={category.id} />
    </SettingsPage>
  );
}

function Delete({ category }: { category: CategoryDetail }) {
  const { t } = useTranslation('rules');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const away = useMutation({
    mutationFn: () => remove(`/api/categories/${category.id}`, { ifMatch: category.version }),
    onSuccess: async () => {
      await navigate({ to: '/cai-dat/danh-muc', ignoreBlocker: true });
      await queries.invalidateQueries({ queryKey: ['categories'] });
    },
  });
  return (
    <>
      <Button variant="default" size="md" onClick={() => setAsking(true)}>
        {t('delete')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('delete')}
        consequence={
          <>
            {t('delete_text')}
            <InTheWay error={away.error} />
          </>
        }
        confirm={t('delete')}
        danger
        busy={away.isPending}
        onConfirm={() => away.mutate()}
        onClose={() => {
          setAsking(false);
          away.reset();
        }}
      />
    </>
  );
}
