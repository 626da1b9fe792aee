/** The ways to subscribe to one address: program by program, by camera, by hand; and when each comes to look. */
import { Button, CopyButton } from '@mantine/core';
import { IconBrandGoogle, IconBrandWindows, IconCalendarPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './feeds.module.css';

export interface Address {
  url: string;
  webcal_url: string;
  google_url: string;
  outlook_url: string;
  qr: string;
}

const CLIENTS = ['apple', 'google', 'outlook', 'thunderbird', 'nextcloud'] as const;

/** `own`: the reader is told of changes by letter, too. */
export function Ways({ address, own }: { address: Address; own?: boolean }) {
  const { t } = useTranslation(['feeds', 'common']);
  const outside = <span className="visually-hidden"> ({t('common:opens_new_tab')})</span>;
  return (
    <div className={classes.ways}>
      <div className={classes.how}>
        <div className={classes.buttons}>
          <Button
            component="a"
            href={address.webcal_url}
            leftSection={<IconCalendarPlus size={18} aria-hidden />}
          >
            {t('ways.device')}
          </Button>
          <Button
            component="a"
            href={address.google_url}
            target="_blank"
            rel="noreferrer"
            variant="default"
            leftSection={<IconBrandGoogle size={18} aria-hidden />}
          >
            Google{outside}
          </Button>
          <Button
            component="a"
            href={address.outlook_url}
            target="_blank"
            rel="noreferrer"
            variant="default"
            leftSection={<IconBrandWindows size={18} aria-hidden />}
          >
            Outlook{outside}
          </Button>
        </div>
        <p className={classes.label}>{t('ways.by_hand')}</p>
        <code className={classes.address}>{address.url}</code>
        <CopyButton value={address.url}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy} className={classes.copy}>
              {t(copied ? 'ways.copied' : 'ways.copy')}
            </Button>
          )}
        </CopyButton>
      </div>
      <figure className={classes.figure}>
        <img src={address.qr} alt={t('ways.qr')} className={classes.qr} width={180} height={180} />
        <figcaption className={classes.note}>{t('ways.camera')}</figcaption>
      </figure>
      <div className={classes.delays}>
        <p className={classes.label}>{t('ways.delay')}</p>
        <dl className={classes.table}>
          {CLIENTS.map((client) => (
            <div key={client}>
              <dt>{t(`client.${client}`)}</dt>
              <dd>{t(`delay.${client}`)}</dd>
            </div>
          ))}
        </dl>
        {own && <p className={classes.note}>{t('ways.urgent')}</p>}
      </div>
    </div>
  );
}
