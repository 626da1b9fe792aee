/** One's own settings: language and zone, signed-in devices, access for programs. */
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session';
import { PageTitle } from '../../ui/PageTitle';
import { SignInFirst } from '../../ui/SignInFirst';
import { ApiTokens } from './ApiTokens';
import { BookingLetters } from './BookingLetters';
import { CloseAccount } from './CloseAccount';
import { Devices } from './Devices';
import { MyOrganisations } from './MyOrganisations';
import { PersonSettings } from './PersonSettings';
import { SecondFactor } from './SecondFactor';
import classes from './AccountPage.module.css';

export default function AccountPage() {
  const { t } = useTranslation('account');
  const me = useMe();
  return (
    <div className={classes.page}>
      <PageTitle lead={me ? [me.full_name, me.email].filter(Boolean).join(' · ') : undefined}>
        {t('title')}
      </PageTitle>
      {me ? (
        <>
          <PersonSettings me={me} />
          <SecondFactor />
          <MyOrganisations />
          <BookingLetters />
          <Devices />
          <ApiTokens me={me} />
          <CloseAccount />
        </>
      ) : (
        <SignInFirst>{t('sign_in_first')}</SignInFirst>
      )}
    </div>
  );
}
