/** Where an invitation's letter leads: who invites to what, and the one step that takes it. */
import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiProblem, post } from '../../api/client';
import type { Confirmed, Me } from '../../api/contract';
import type { InvitationRead } from '../../api/people';
import { useMe, useSignIn, useSignOut } from '../../api/session';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { LinkButton } from '../../ui/LinkButton';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { fieldErrors } from '../../ui/fieldErrors';
import { FormPage } from './FormPage';
import { NewPersonFields, NOBODY, useNewPerson, type NewPerson } from './NewPerson';
import classes from './SignInPage.module.css';

const route = getRouteApi('/moi/$token');

export default function InvitePage() {
  const { t } = useTranslation(['joining', 'account']);
  const { token } = route.useParams();
  const me = useMe();
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => post<InvitationRead>('/api/invitations/read', { token }, { signal }),
    retry: false,
    staleTime: Infinity,
  });
  const taken = useTaking(token);
  if (taken.done && invitation.data) return <Welcome invitation={invitation.data} />;
  const spent = invitation.error instanceof ApiProblem && invitation.error.code === 'link_spent';
  if (spent)
    return (
      <FormPage title={t('invite.spent')} lead={t('invite.spent_text')}>
        <LinkButton to="/dang-nhap" variant="default" size="md">
          {t('account:sign_in.title')}
        </LinkButton>
      </FormPage>
    );
  return (
    <FormPage title={t('invite.title')}>
      <div className={classes.form}>
        <ProblemAlert error={invitation.error} />
        {invitation.data && <Offer invitation={invitation.data} />}
        {invitation.data && <Step invitation={invitation.data} me={me} taking={taken} />}
      </div>
    </FormPage>
  );
}

/** Accepting with the account signed in, or with one that is made on the way. */
function useTaking(token: string) {
  const queries = useQueryClient();
  const signIn = useSignIn();
  const { bodyOf } = useNewPerson();
  const accept = useMutation({
    mutationFn: () => post<null>('/api/invitations/accept', { token }),
    // Roles and memberships are others now.
    onSuccess: () => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'invitation' }),
  });
  const signUp = useMutation({
    mutationFn: async (values: NewPerson) => {
      const made = await post<Confirmed>('/api/invitations/sign-up', { ...bodyOf(values), token });
      await signIn.mutateAsync({ email: made.email, password: values.password });
    },
  });
  return { accept, signUp, done: accept.isSuccess || signUp.isSuccess };
}

type Taking = ReturnType<typeof useTaking>;

function Offer({ invitation }: { invitation: InvitationRead }) {
  const { t } = useTranslation('joining');
  const format = useFormats();
  const words = useWords();
  const said = { sender: invitation.invited_by, place: words(invitation.scope_name) };
  return (
    <div>
      <p>
        {invitation.role
          ? t('invite.role', { ...said, role: t(`role.${invitation.role}`) })
          : t('invite.member', said)}
      </p>
      <p className={classes.note}>
        {t('invite.for', { email: invitation.email, time: format.dateTime(invitation.expires_at) })}
      </p>
    </div>
  );
}

function Step({ invitation, me, taking }: { invitation: InvitationRead; me: Me | null; taking: Taking }) {
  const { t } = useTranslation('joining');
  const location = useLocation();
  const { email } = invitation;
  if (me && me.email?.toLowerCase() === email)
    return (
      <>
        <ProblemAlert error={taking.accept.error} />
        <Button size="md" loading={taking.accept.isPending} onClick={() => taking.accept.mutate()}>
          {t('invite.accept')}
        </Button>
      </>
    );
  if (me) return <OtherAccount mine={me.email ?? me.full_name} email={email} />;
  if (invitation.account)
    return (
      <>
        <p>{t('invite.sign_in_lead', { email })}</p>
        <LinkButton to="/dang-nhap" search={{ back: location.href }} size="md">
          {t('invite.sign_in')}
        </LinkButton>
      </>
    );
  return <SignUp email={email} taking={taking} />;
}

function OtherAccount({ mine, email }: { mine: string; email: string }) {
  const { t } = useTranslation('joining');
  const signOut = useSignOut();
  return (
    <>
      <p>{t('invite.other', { mine, email })}</p>
      <ProblemAlert error={signOut.error} />
      <Button variant="default" size="md" loading={signOut.isPending} onClick={() => signOut.mutate()}>
        {t('invite.switch', { email })}
      </Button>
    </>
  );
}

function SignUp({ email, taking }: { email: string; taking: Taking }) {
  const { t } = useTranslation('joining');
  const form = useForm({ initialValues: NOBODY, validate: useNewPerson().validate });
  const { error, isPending, mutate } = taking.signUp;
  return (
    <form
      className={classes.form}
      onSubmit={form.onSubmit((values) =>
        mutate(values, { onError: (failure) => form.setErrors(fieldErrors(failure)) }),
      )}
      noValidate
    >
      <p>{t('invite.sign_up_lead', { email })}</p>
      <NewPersonFields form={form} error={error} />
      <Button type="submit" size="md" loading={isPending}>
        {t('invite.sign_up')}
      </Button>
    </form>
  );
}

function Welcome({ invitation }: { invitation: InvitationRead }) {
  const { t } = useTranslation('joining');
  const words = useWords();
  const place = words(invitation.scope_name);
  return (
    <FormPage title={t('invite.accepted')}>
      <div className={classes.form} role="status">
        <p>
          {invitation.role
            ? t('invite.accepted_role', { place, role: t(`role.${invitation.role}`) })
            : t('invite.accepted_member', { place })}
        </p>
        <LinkButton to="/may" size="md">
          {t('invite.to_machines')}
        </LinkButton>
        <LinkButton to="/tai-khoan" size="md" variant="default">
          {t('invite.to_account')}
        </LinkButton>
      </div>
    </FormPage>
  );
}
