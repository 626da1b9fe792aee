import { useState } from 'react';
import type { Group } from '../../timeline/group';
import type { Axis, Row, Selection } from '../../timeline/model';
import { PhoneList } from '../../timeline/PhoneList';
import { useGridWords } from '../../timeline/useGridWords';
import { useMachineLinks } from '../../timeline/useMachineLinks';
import { SheetDrawer } from './BookingDrawer';

interface Props {
  groups: Group[];
  rows: Row[];
  axis: Axis;
  now: number;
  showSite: boolean;
  date: string;
  /** a selection the address brings along */
  initial: Selection | null;
  /** the selection of the address has been dealt with */
  onClose: () => void;
}

/** The day on a phone, with the form that comes up from below. */
export function PhoneSchedule({ groups, rows, axis, now, showSite, date, initial, onClose }: Props) {
  const [chosen, setChosen] = useState<string | null>(initial?.rowId ?? null);
  const [opened, setOpened] = useState(initial !== null);
  const words = useGridWords();
  const follow = useMachineLinks();
  const row = rows.find((each) => each.id === chosen);
  return (
    <>
      <PhoneList
        groups={groups}
        axis={axis}
        now={now}
        showSite={showSite}
        words={words}
        follow={follow}
        onBook={(id) => {
          setChosen(id);
          setOpened(true);
        }}
      />
      <SheetDrawer
        resource={row?.resource ?? null}
        opened={opened && row !== undefined}
        date={date}
        initial={initial?.rowId === chosen ? (initial ?? undefined) : undefined}
        onClose={() => {
          setOpened(false);
          onClose();
        }}
      />
    </>
  );
}
