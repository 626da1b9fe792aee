import { Button, FileButton } from '@mantine/core';
import { IconCamera, IconPhotoUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ACCEPTED } from './photo';
import { PhotoFrame } from './PhotoFrame';
import type { ChosenPhoto } from './useChosenPhoto';
import classes from './Photo.module.css';

interface ButtonProps {
  photo: ChosenPhoto;
  label: string;
  /** phones open the camera at once */
  camera?: boolean;
  disabled?: boolean;
}

/** Opens the camera or the files of the device. */
export function PhotoButton({ photo, label, camera, disabled }: ButtonProps) {
  const Icon = camera ? IconCamera : IconPhotoUp;
  return (
    <FileButton
      onChange={photo.choose}
      accept={ACCEPTED}
      disabled={disabled}
      capture={camera ? 'environment' : undefined}
      inputProps={{ 'aria-label': label }}
    >
      {(button) => (
        <Button
          {...button}
          variant="default"
          size="md"
          disabled={disabled}
          leftSection={<Icon size={18} aria-hidden />}
        >
          {label}
        </Button>
      )}
    </FileButton>
  );
}

/** Why what was chosen can't be a photo. */
export function PhotoFaultText({ photo }: { photo: ChosenPhoto }) {
  const { t } = useTranslation('photo');
  if (!photo.fault) return null;
  return (
    <p role="alert" className={classes.fault}>
      {t(`fault.${photo.fault}`)}
    </p>
  );
}

/** A photo that goes along with something else: chosen and looked at, sent by the form around it. */
export function PhotoChoice({ photo, disabled, camera = true }: Omit<ButtonProps, 'label'>) {
  const { t } = useTranslation('photo');
  return (
    <div role="group" aria-label={t('title')} className={classes.side}>
      {photo.preview && <PhotoFrame src={photo.preview} alt={t('preview')} none="" onError={photo.refuse} />}
      <PhotoFaultText photo={photo} />
      <div className={classes.buttons}>
        <PhotoButton
          photo={photo}
          camera={camera}
          disabled={disabled}
          label={t(photo.file ? 'another' : camera ? 'take' : 'choose')}
        />
        {photo.file && (
          <Button variant="subtle" size="md" disabled={disabled} onClick={photo.clear}>
            {t('without')}
          </Button>
        )}
      </div>
    </div>
  );
}
