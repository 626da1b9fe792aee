import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** "Booked", with the way back beside it. */
export function BookedMessage({ text, onUndo }: { text: string; onUndo: () => void }) {
  const { t } = useTranslation('booking');
  return (
    <>
      <p>{text}</p>
      <Button size="compact-sm" variant="default" mt={6} onClick={onUndo}>
        {t('undo')}
      </Button>
    </>
  );
}
