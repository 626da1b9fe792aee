import { IconPhoto } from '@tabler/icons-react';
import classes from './Photo.module.css';

interface Props {
  src: string | null;
  alt: string;
  /** said where there is none */
  none: string;
  onError?: () => void;
}

/** A photo in a box that has its size before the photo is there. */
export function PhotoFrame({ src, alt, none, onError }: Props) {
  if (!src)
    return (
      <span className={classes.frame}>
        <IconPhoto size={28} aria-hidden />
        <span>{none}</span>
      </span>
    );
  return <img className={classes.frame} src={src} alt={alt} width={480} height={320} onError={onError} />;
}
