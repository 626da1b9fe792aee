import { IconMapPin } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Instant, ResourceCard } from '../../api/contract';
import { useFormats } from '../../i18n/format';
import { useWords } from '../../i18n/useWords';
import { CategoryIcon } from '../../ui/CategoryIcon';
import { ownPhoto, smallPhoto } from '../../ui/photo';
import { QualificationNote } from '../../ui/QualificationNote';
import { MachineStatus, StatusBadge } from '../../ui/Status';
import { HourlyPrice } from '../../ui/Values';
import classes from './MachineCard.module.css';

interface Props {
  machine: ResourceCard;
  now: Instant;
  /** the time asked for; every machine listed is free then */
  freeAt?: Instant;
}

/** What one needs to know before trying: free or when, what it asks for, what it costs. */
export function MachineCard({ machine, now, freeAt }: Props) {
  const { t } = useTranslation('catalogue');
  const words = useWords();
  const format = useFormats();
  const place = [words(machine.site.name), words(machine.room?.name)].filter(Boolean).join(' · ');
  return (
    <article className={classes.card}>
      <Picture machine={machine} />
      <div className={classes.body}>
        <h2 className={classes.name}>
          <Link to="/may/$id" params={{ id: machine.id }} className={classes.link}>
            {machine.name}
          </Link>
        </h2>
        <p className={classes.place}>
          <IconMapPin size={15} aria-hidden /> {place}
        </p>
        {freeAt && machine.state === 'in_order' ? (
          <StatusBadge tone="free">{t('free_then', { time: format.timeNear(freeAt, now) })}</StatusBadge>
        ) : (
          <MachineStatus machine={machine} now={now} />
        )}
        {machine.state === 'out_of_order' && machine.state_note && (
          <p className={classes.note}>{words(machine.state_note)}</p>
        )}
        <p className={classes.facts}>
          <QualificationNote need={machine.qualification} />
          <span className={classes.price}>
            <HourlyPrice value={machine.price_per_hour} />
          </span>
        </p>
      </div>
    </article>
  );
}

function Picture({ machine }: { machine: ResourceCard }) {
  const photo = ownPhoto(machine.photo_url);
  if (photo) {
    return (
      <img className={classes.picture} src={smallPhoto(photo)} alt="" loading="lazy" width={64} height={64} />
    );
  }
  return (
    <span className={classes.picture}>
      <CategoryIcon icon={machine.category.icon} size={32} />
    </span>
  );
}
