import { useEffect, useRef, useState } from 'react';
import { faultOf, type PhotoFault } from './photo';

interface Chosen {
  file: File;
  /** shows it before it is sent */
  preview: string;
}

export type ChosenPhoto = ReturnType<typeof useChosenPhoto>;

/** A photo that somebody has chosen and not sent yet, or why it can't be one. */
export function useChosenPhoto() {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [fault, setFault] = useState<PhotoFault | null>(null);
  const shown = useRef<string | null>(null);

  function put(next: Chosen | null, why: PhotoFault | null) {
    if (shown.current) URL.revokeObjectURL(shown.current);
    shown.current = next?.preview ?? null;
    setChosen(next);
    setFault(why);
  }
  useEffect(() => () => URL.revokeObjectURL(shown.current ?? ''), []);

  return {
    file: chosen?.file ?? null,
    preview: chosen?.preview ?? null,
    fault,
    choose: (file: File | null) => {
      if (!file) return;
      const why = faultOf(file);
      put(why ? null : { file, preview: URL.createObjectURL(file) }, why);
    },
    /** the browser can't draw it: it is none, or damaged */
    refuse: () => put(null, 'no_picture'),
    clear: () => put(null, null),
  };
}
