/** The photo that something has: looked at before it is sent, replaced, taken away. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { put, remove } from '../api/client';
import { ConfirmDialog } from './ConfirmDialog';
import { PhotoButton, PhotoFaultText } from './PhotoChoice';
import { PhotoFrame } from './PhotoFrame';
import { ProblemAlert } from './ProblemAlert';
import { useChosenPhoto } from './useChosenPhoto';
import classes from './Photo.module.css';

interface Props<T> {
  /** address that takes it by PUT and takes it away by DELETE */
  path: string;
  /** the version that the change is made against */
  version: number;
  url: string | null;
  /** whose photo it is */
  name: string;
  camera?: boolean;
  /** the photo above the buttons, as wide as there is room */
  wide?: boolean;
  onSaved: (record: T) => void | Promise<void>;
  /** somebody else was faster: what is shown is to be read anew */
  onFailed: () => void;
}

export function PhotoField<T>({ path, version, url, name, camera, wide, onSaved, onFailed }: Props<T>) {
  const { t } = useTranslation('photo');
  const photo = useChosenPhoto();
  const [asking, setAsking] = useState(false);
  const save = useMutation({
    mutationFn: (file: File) => put<T>(path, file, { ifMatch: version }),
    onSuccess: async (record) => {
      await onSaved(record);
      photo.clear();
    },
    onError: onFailed,
  });
  const take = useMutation({
    mutationFn: () => remove<T>(path, { ifMatch: version }),
    onSuccess: async (record) => {
      setAsking(false);
      await onSaved(record);
    },
    onError: onFailed,
  });
  const { file } = photo;
  return (
    <div className={wide ? classes.wide : classes.field}>
      <PhotoFrame
        key={photo.preview ?? url}
        src={photo.preview ?? url}
        alt={photo.preview ? t('preview') : t('of', { name })}
        none={t('none')}
        onError={photo.preview ? photo.refuse : undefined}
      />
      <div className={classes.side}>
        <p className={classes.hint}>{t('hint')}</p>
        <PhotoFaultText photo={photo} />
        <ProblemAlert error={save.error} />
        {file ? (
          <div className={classes.buttons}>
            <Button size="md" loading={save.isPending} onClick={() => save.mutate(file)}>
              {t('save')}
            </Button>
            <Button
              size="md"
              variant="default"
              disabled={save.isPending}
              onClick={() => {
                photo.clear();
                save.reset();
              }}
            >
              {t('discard')}
            </Button>
          </div>
        ) : (
          <div className={classes.buttons}>
            <PhotoButton
              photo={photo}
              camera={camera}
              label={t(url ? 'replace' : camera ? 'take' : 'choose')}
            />
            {url && (
              <Button size="md" variant="default" onClick={() => setAsking(true)}>
                {t('remove')}
              </Button>
            )}
          </div>
        )}
      </div>
      <ConfirmDialog
        opened={asking}
        title={t('remove')}
        consequence={t('remove_text', { name })}
        confirm={t('remove')}
        danger
        busy={take.isPending}
        error={take.error}
        onConfirm={() => take.mutate()}
        onClose={() => {
          setAsking(false);
          take.reset();
        }}
      />
    </div>
  );
}
