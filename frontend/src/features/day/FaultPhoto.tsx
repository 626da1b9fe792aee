/** The photo of a fault: a thumbnail in the list, in full in a dialog, where it can be added or replaced. */
import { Modal, UnstyledButton } from '@mantine/core';
import { IconCameraPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Outage } from '../../api/contract';
import { smallPhoto } from '../../ui/photo';
import { PhotoField } from '../../ui/PhotoField';
import classes from './day.module.css';

export function FaultPhotoButton({ one, onOpen }: { one: Outage; onOpen: () => void }) {
  const { t } = useTranslation('photo');
  const label = t(one.photo_url ? 'see' : 'add_to', { name: one.resource.name });
  return (
    <UnstyledButton className={classes.photo} aria-label={label} onClick={onOpen}>
      {one.photo_url ? (
        <img src={smallPhoto(one.photo_url)} alt="" loading="lazy" width={44} height={44} />
      ) : (
        <IconCameraPlus size={20} aria-hidden />
      )}
    </UnstyledButton>
  );
}

interface Props {
  /** nothing keeps it closed */
  one: Outage | undefined;
  onClose: () => void;
}

export function FaultPhoto({ one, onClose }: Props) {
  const { t } = useTranslation('photo');
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['day'] });
  return (
    <Modal
      opened={one !== undefined}
      onClose={onClose}
      title={one && t('of', { name: one.resource.name })}
      closeButtonProps={{ 'aria-label': common('action.close') }}
      size="lg"
      centered
    >
      {one && (
        <PhotoField<Outage>
          path={`/api/outages/${encodeURIComponent(one.id)}/photo`}
          version={one.version}
          url={one.photo_url}
          name={one.resource.name}
          camera
          wide
          onSaved={refresh}
          onFailed={() => void refresh()}
        />
      )}
    </Modal>
  );
}
