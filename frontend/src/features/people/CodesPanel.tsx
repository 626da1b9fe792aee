/** Codes to join an organisation with: made for a class, copied, ended. */
import { Button, Checkbox, CopyButton, Modal, NumberInput, Skeleton, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey, post, remove } from '../../api/client';
import { codesQuery, type JoinCode } from '../../api/people';
import { useRegion } from '../../api/session';
import { dayIn, instantIn, useFormats } from '../../i18n/format';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { DateField } from '../../ui/DateTimeField';
import { ExportMenu } from '../../ui/ExportMenu';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { StatusBadge, type Tone } from '../../ui/Status';
import { fieldErrors } from '../../ui/fieldErrors';
import { MoreRows } from './MoreRows';
import classes from './people.module.css';

const DAY = 86_400_000;
const TONES: Record<JoinCode['state'], Tone> = {
  open: 'free',
  expired: 'busy',
  used_up: 'busy',
  revoked: 'closed',
};

export function CodesPanel({ organisation }: { organisation: string }) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation();
  const found = useInfiniteQuery(codesQuery(organisation));
  const codes = found.data?.pages.flatMap((page) => page.items);
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<JoinCode | null>(null);
  return (
    <Panel
      title={t('codes.title')}
      aside={
        <div className={classes.actions}>
          {Boolean(codes?.length) && <ExportMenu list="join_codes" filter={{ organisation }} />}
          <Button variant="default" size="md" onClick={() => setMaking(true)}>
            {t('codes.new')}
          </Button>
        </div>
      }
    >
      <ProblemAlert error={found.error} />
      {!codes && !found.error && <Skeleton height={52} className={classes.skeleton} />}
      {codes?.length === 0 && <p className={classes.empty}>{t('codes.none')}</p>}
      <ul className={classes.plain}>
        {codes?.map((code) => (
          <Row key={code.id} code={code} onEnd={() => setEnding(code)} />
        ))}
      </ul>
      <MoreRows list={found} />
      <Modal
        opened={making}
        onClose={() => setMaking(false)}
        title={t('codes.new')}
        closeButtonProps={{ 'aria-label': common('action.close') }}
      >
        <NewCode organisation={organisation} onClose={() => setMaking(false)} />
      </Modal>
      {ending && <EndDialog code={ending} onClose={() => setEnding(null)} />}
    </Panel>
  );
}

function Row({ code, onEnd }: { code: JoinCode; onEnd: () => void }) {
  const { t } = useTranslation('people');
  const format = useFormats();
  const uses = code.max_uses
    ? t('codes.uses_of', { uses: code.uses, max: code.max_uses })
    : t('codes.uses', { count: code.uses });
  const until = t('codes.until', { date: format.date(new Date(Date.parse(code.expires_at) - 1)) });
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <p>
          <span className={classes.code}>{code.code}</span> {code.label}
        </p>
        <p className={classes.note}>
          {[t(code.approval ? 'codes.needs_approval' : 'codes.at_once'), uses, until].join(' · ')}
        </p>
        <StatusBadge tone={TONES[code.state]} plain>
          {t(`codes.state.${code.state}`)}
        </StatusBadge>
      </div>
      {code.state === 'open' && (
        <div className={classes.actions}>
          <CopyButton value={code.code}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                onClick={copy}
                aria-label={t(copied ? 'codes.copied' : 'codes.copy_named', { code: code.code })}
              >
                {t(copied ? 'codes.copied' : 'codes.copy')}
              </Button>
            )}
          </CopyButton>
          <Button variant="default" onClick={onEnd} aria-label={t('codes.revoke_named', { code: code.code })}>
            {t('codes.revoke')}
          </Button>
        </div>
      )}
    </li>
  );
}

function NewCode({ organisation, onClose }: { organisation: string; onClose: () => void }) {
  const { t } = useTranslation('people');
  const { zone, now } = useRegion();
  const queries = useQueryClient();
  const [key] = useState(newIdempotencyKey);
  const day = (days: number) => dayIn(zone, new Date(Date.parse(now) + days * DAY));
  const form = useForm({
    initialValues: {
      label: '',
      approval: true,
      expires: day(90) as string | null,
      max_uses: '' as number | string,
    },
    validate: {
      label: (label) => (label.trim() ? null : t('codes.label_missing')),
      expires: (value) => (value ? null : t('codes.expires_missing')),
    },
  });
  const make = useMutation({
    mutationFn: ({ label, approval, expires, max_uses }: typeof form.values) =>
      post<JoinCode>(
        '/api/join-codes',
        {
          organisation_id: organisation,
          label,
          approval,
          max_uses: max_uses === '' ? null : Number(max_uses),
          // The day counts to its end.
          expires_at: expires && new Date(instantIn(zone, expires).getTime() + DAY).toISOString(),
        },
        { idempotencyKey: key },
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: codesQuery(organisation).queryKey });
      onClose();
    },
    onError: (error) => form.setErrors({ expires: fieldErrors(error).expires_at }),
  });
  return (
    <form className={classes.form} onSubmit={form.onSubmit((values) => make.mutate(values))} noValidate>
      <TextInput
        label={t('codes.label')}
        placeholder={t('codes.label_example')}
        maxLength={100}
        size="md"
        data-autofocus
        {...form.getInputProps('label')}
      />
      <Checkbox
        label={t('codes.approval')}
        description={t('codes.approval_note')}
        {...form.getInputProps('approval', { type: 'checkbox' })}
      />
      <DateField
        label={t('codes.expires')}
        value={form.values.expires}
        min={day(0)}
        max={day(364)}
        error={form.errors.expires as string | undefined}
        onChange={(value) => form.setFieldValue('expires', value)}
      />
      <NumberInput
        label={t('codes.max_uses')}
        description={t('codes.max_uses_note')}
        min={1}
        max={10_000}
        allowDecimal={false}
        size="md"
        {...form.getInputProps('max_uses')}
      />
      {Object.keys(fieldErrors(make.error)).length === 0 && <ProblemAlert error={make.error} />}
      <Button type="submit" size="md" loading={make.isPending}>
        {t('codes.new')}
      </Button>
    </form>
  );
}

function EndDialog({ code, onClose }: { code: JoinCode; onClose: () => void }) {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => remove(`/api/join-codes/${code.id}`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: codesQuery(code.organisation_id).queryKey });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      opened
      danger
      title={t('codes.revoke_title', { code: code.code })}
      consequence={t('codes.revoke_text')}
      confirm={t('codes.revoke')}
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
      onClose={onClose}
    />
  );
}
