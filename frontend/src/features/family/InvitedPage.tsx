/** Where an invitation to answer for a child leads. */
import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client';
import { childrenQuery, type Child, type InvitedTo } from '../../api/family';
import { useMe } from '../../api/session';
import { useFormats } from '../../i18n/format';
import { PageTitle } from '../../ui/PageTitle';
import { Panel } from '../../ui/Panel';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { SignInFirst } from '../../ui/SignInFirst';
import classes from './family.module.css';

const route = getRouteApi('/gia-dinh/moi/$token');

export default function InvitedPage() {
  const { t } = useTranslation('family');
  const me = useMe();
  return (
    <div className={classes.page}>
      <PageTitle>{t('invited.title')}</PageTitle>
      {me ? <Offer /> : <SignInFirst>{t('invited.sign_in')}</SignInFirst>}
    </div>
  );
}

function Offer() {
  const { t } = useTranslation('family');
  const { token } = route.useParams();
  const format = useFormats();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey: ['guardian-invitation', token],
    queryFn: ({ signal }) => post<InvitedTo>('/api/guardian-invitations/read', { token }, { signal }),
    retry: false,
    staleTime: Infinity,
  });
  const accept = useMutation({
    mutationFn: () => post<Child>('/api/guardian-invitations/accept', { token }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: childrenQuery.queryKey });
      await navigate({ to: '/gia-dinh' });
    },
  });
  if (error) return <ProblemAlert error={error} />;
  if (!data) return <Skeleton height={180} />;
  return (
    <Panel title={data.child_name}>
      <div className={classes.offer}>
        <p className={classes.text}>
          {t('invited.text', {
            sender: data.invited_by,
            name: data.child_name,
            kind: t(`kind_as.${data.kind}`),
          })}
        </p>
        <p className={classes.note}>{t('invited.means')}</p>
        <p className={classes.note}>{t('invited.until', { time: format.dateTime(data.expires_at) })}</p>
        <ProblemAlert error={accept.error} />
        <Button size="md" loading={accept.isPending} onClick={() => accept.mutate()}>
          {t('invited.accept')}
        </Button>
      </div>
    </Panel>
  );
}
