import { Popover, type PopoverProps } from '@mantine/core';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  type CSSProperties,
  type ReactNode,
  type RefObject,
} from 'react';
import { fits } from './cursor';
import classes from './DayGrid.module.css';
import { DayGroup, Present, ROW_HEIGHT, Rest, Ruler } from './DayFrame';
import { hideGhost, laneOf, paintGhost, place } from './ghost';
import type { Group } from './group';
import { withoutReservation, type Axis, type Selection } from './model';
import { useFirstRows } from './useFirstRows';
import { useGridWords } from './useGridWords';
import { useKeyboard } from './useKeyboard';
import { useMachineLinks } from './useMachineLinks';
import { usePointer } from './usePointer';
import { HOUR, MINUTE } from './zone';

interface Props {
  groups: Group[];
  axis: Axis;
  now: number;
  /** accessible name of the grid, with the day in it */
  label: string;
  showSite: boolean;
  /** what is shown is of another day until its own rows arrive */
  stale: boolean;
  /** machine on which the keyboard starts, brought into view */
  landOn: string | null;
  selection: Selection | null;
  /** stands beside the selection; focus goes into it */
  panel: ReactNode;
  panelLabel: string;
  onSelect: (selection: Selection) => void;
  onMove: (reservationId: string, selection: Selection, fits: boolean) => void;
  onOpen: (reservationId: string, rowId: string) => void;
  onClose: () => void;
}

/** Beside the selection, so that its row and its neighbours stay in view; below where there is no room. */
const PLACEMENT = {
  flip: { fallbackPlacements: ['left-start', 'bottom', 'top'] },
  shift: { padding: { top: 68, right: 12, bottom: 12, left: 12 } },
} satisfies PopoverProps['middlewares'];

/** All machines of one day. Draw on free time to book it, draw an own booking to move it. */
export function DayGrid(props: Props) {
  const { groups, axis, now, selection } = props;
  const words = useGridWords();
  const rows = useMemo(() => groups.flatMap((group) => group.rows), [groups]);
  const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  const { drawn, rest } = useFirstRows(groups, ROW_HEIGHT, Boolean(props.landOn ?? selection));
  const ghost = useRef<HTMLDivElement>(null);
  const status = useRef<HTMLDivElement>(null);
  const say = useCallback((text: string) => {
    if (status.current) status.current.textContent = text;
  }, []);

  const move = (id: string, to: Selection) => {
    const row = byId.get(to.rowId);
    if (row) props.onMove(id, to, fits(withoutReservation(row, id), to, null, now));
  };
  const keyboard = useKeyboard({
    rows,
    axis,
    now,
    words,
    say,
    onSelect: props.onSelect,
    onMove: move,
    onOpen: props.onOpen,
    onCancel: props.onClose,
  });
  const follow = useMachineLinks();
  const { cursor, draft } = keyboard;
  const shown = draft?.selection ?? selection;

  const repaint = useCallback(() => {
    if (!ghost.current) return;
    if (shown) paintGhost(ghost.current, axis, shown, words.span(shown));
    else hideGhost(ghost.current);
  }, [shown, axis, words]);
  useLayoutEffect(repaint, [repaint, groups]);

  const pointer = usePointer({
    rows: byId,
    axis,
    now,
    words,
    ghost,
    onPress: keyboard.jump,
    onSelect: props.onSelect,
    onMove: props.onMove,
    onOpen: props.onOpen,
    onNothing: (rowId, at) => {
      const row = byId.get(rowId);
      if (selection) props.onClose();
      repaint();
      if (!row) return;
      const state = words.spot(row, at, now);
      say(words.t('said.refused', { name: row.resource.name, time: words.time(at), state }));
    },
  });

  useReturnFocus(selection, ghost);
  useLanding(props.landOn, ghost);
  useInView(selection?.rowId ?? null, ghost);

  return (
    <>
      <div
        role="grid"
        tabIndex={-1}
        aria-label={props.label}
        aria-rowcount={rows.length + groups.length + 1}
        aria-busy={props.stale || rest > 0}
        data-stale={props.stale || undefined}
        className={classes.grid}
        style={{ '--hours': (axis.end - axis.start) / HOUR } as CSSProperties}
        onKeyDown={keyboard.onKeyDown}
        onFocus={keyboard.onFocus}
        onClick={follow}
      >
        <Ruler axis={axis} now={now} words={words} />
        <div
          role="presentation"
          className={classes.body}
          data-body=""
          onPointerDown={pointer.onPointerDown}
          onPointerMove={pointer.onPointerMove}
          onPointerUp={pointer.onPointerUp}
          onPointerCancel={pointer.onPointerCancel}
        >
          {drawn.map((group) => (
            <DayGroup
              key={group.key}
              group={group}
              axis={axis}
              words={words}
              active={cursor?.rowId ?? null}
              showSite={props.showSite}
              lifted={draft?.moving ?? null}
            />
          ))}
          <Rest count={rest} className={classes.rest} />
          <div className={classes.overlay} role="presentation">
            <Present axis={axis} now={now} />
            {cursor && (
              <CursorBox at={cursor} axis={axis} step={byId.get(cursor.rowId)?.rules.raster_minutes ?? 30} />
            )}
            <Popover
              opened={selection !== null && props.panel !== null && byId.has(selection.rowId)}
              onChange={(opened) => !opened && props.onClose()}
              position="right-start"
              offset={8}
              width={340}
              zIndex={450}
              shadow="md"
              radius="lg"
              trapFocus
              withRoles={false}
              closeOnClickOutside={false}
              middlewares={PLACEMENT}
            >
              <Popover.Target>
                <div ref={ghost} className={classes.ghost} hidden aria-hidden />
              </Popover.Target>
              <Popover.Dropdown className={classes.panel} role="dialog" aria-label={props.panelLabel}>
                {props.panel}
              </Popover.Dropdown>
            </Popover>
          </div>
        </div>
      </div>
      <div ref={status} role="status" className="visually-hidden" />
    </>
  );
}

/** When the panel beside the selection closes, focus goes back to the lane it came from. */
function useReturnFocus(selection: Selection | null, ghost: RefObject<HTMLElement | null>) {
  const last = useRef<string | null>(null);
  useEffect(() => {
    if (selection) {
      last.current = selection.rowId;
      return;
    }
    const { activeElement } = document;
    const lost = !activeElement || activeElement === document.body || activeElement.closest('[role=dialog]');
    if (last.current && lost && ghost.current) {
      laneOf(ghost.current, last.current)?.focus({ preventScroll: true });
    }
    last.current = null;
  }, [selection, ghost]);
}

/** Comes from the week's view: the chosen machine is in the middle of the window and has the focus. */
function useLanding(rowId: string | null, ghost: RefObject<HTMLElement | null>) {
  useEffect(() => {
    const lane = rowId && ghost.current ? laneOf(ghost.current, rowId) : null;
    lane?.scrollIntoView({ block: 'center' });
    lane?.focus({ preventScroll: true });
  }, [rowId, ghost]);
}

/** A drawn selection is in view; one that an address or an offer brings along is scrolled to. */
function useInView(rowId: string | null, ghost: RefObject<HTMLElement | null>) {
  useEffect(() => {
    const lane = rowId && ghost.current ? laneOf(ghost.current, rowId) : null;
    const box = lane?.getBoundingClientRect();
    if (!box) return;
    const above = box.top < PLACEMENT.shift.padding.top;
    if (above || box.bottom > window.innerHeight) lane?.scrollIntoView({ block: 'center' });
  }, [rowId, ghost]);
}

/** Moves the browser's focus with the cursor and outlines its raster cell. */
function CursorBox({ at, axis, step }: { at: { rowId: string; at: number }; axis: Axis; step: number }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const put = () => {
      const lane = box.current && laneOf(box.current, at.rowId);
      if (!box.current || !lane) return;
      place(box.current, axis, { rowId: at.rowId, start: at.at, end: at.at + step * MINUTE }, lane);
      const grid = lane.closest('[role=grid]');
      const focused = document.activeElement;
      if (focused !== lane && focused?.matches('[data-row]') && grid?.contains(focused)) {
        lane.focus({ preventScroll: true });
        lane.scrollIntoView({ block: 'nearest' });
      }
    };
    if (document.activeElement?.matches('[data-row]')) return put();
    // Nobody sees it yet; measuring now would lay the page out a second time before it is painted.
    const timer = setTimeout(put, 50);
    return () => clearTimeout(timer);
  }, [at.rowId, at.at, axis, step]);
  return <div ref={box} className={classes.cursor} aria-hidden />;
}
