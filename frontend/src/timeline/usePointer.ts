import { useEffect, useRef, type PointerEvent, type RefObject } from 'react';
import { draggedTo, dragSelection, fits, pressSelection, settle, type Grip } from './cursor';
import { hideGhost, paintGhost } from './ghost';
import { instantAt, withoutReservation, type Axis, type Busy, type Row, type Selection } from './model';
import type { GridWords } from './useGridWords';

const LONG_PRESS = 350;
const SLACK = 5;
const EDGE = 8;

interface Setting {
  rows: ReadonlyMap<string, Row>;
  axis: Axis;
  now: number;
  words: GridWords;
  ghost: RefObject<HTMLElement | null>;
  onPress: (rowId: string, at: number) => void;
  onSelect: (selection: Selection) => void;
  onMove: (reservationId: string, selection: Selection, fits: boolean) => void;
  onOpen: (reservationId: string, rowId: string) => void;
  /** the drag is over and nothing is selected: the view shows what it showed before */
  onNothing: (rowId: string, at: number) => void;
}

interface Drag {
  pointer: number;
  row: Row;
  box: DOMRect;
  from: number;
  x: number;
  y: number;
  /** armed: moves of this pointer draw; a finger arms by resting */
  armed: boolean;
  moved: boolean;
  own: { busy: Busy; grip: Grip } | null;
  result: Selection | null;
}

/**
 * Selecting and moving by mouse, pen and finger. Works on the element under the first touch, which is
 * never unmounted meanwhile, and paints the one ghost; React hears of the result only.
 */
export function usePointer(setting: Setting) {
  const drag = useRef<Drag | null>(null);
  const timer = useRef(0);
  const unlock = useRef<() => void>(() => undefined);

  const finish = () => {
    window.clearTimeout(timer.current);
    unlock.current();
    drag.current = null;
  };
  useEffect(() => finish, []);

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const target = event.target as HTMLElement;
    const lane = target.closest<HTMLElement>('[data-row]');
    const row = lane && setting.rows.get(lane.dataset.row ?? '');
    if (!lane || !row || event.button !== 0 || drag.current) return;
    const box = lane.getBoundingClientRect();
    const from = instantAt(setting.axis, (event.clientX - box.left) / box.width);
    const touch = event.pointerType === 'touch';
    drag.current = {
      pointer: event.pointerId,
      row,
      box,
      from,
      x: event.clientX,
      y: event.clientY,
      armed: !touch,
      moved: false,
      own: ownAt(target, row, event.clientX),
      result: null,
    };
    if (touch) awaitLongPress(lane);
    else lane.setPointerCapture(event.pointerId);
    setting.onPress(row.id, from);
  };

  /** A finger that rests draws; one that moves at once scrolls the page. */
  const awaitLongPress = (lane: HTMLElement) => {
    const block = (event: Event) => {
      if (drag.current?.armed) event.preventDefault();
    };
    // Only for this touch: a listener that may block scrolling makes all scrolling wait for it.
    lane.addEventListener('touchmove', block, { passive: false });
    lane.addEventListener('contextmenu', block);
    unlock.current = () => {
      lane.removeEventListener('touchmove', block);
      lane.removeEventListener('contextmenu', block);
      unlock.current = () => undefined;
    };
    timer.current = window.setTimeout(() => {
      const held = drag.current;
      if (!held) return;
      held.armed = true;
      held.moved = true;
      lane.setPointerCapture(held.pointer);
      draw(held, held.x, held.y);
    }, LONG_PRESS);
  };

  const draw = (held: Drag, x: number, y: number) => {
    const ghost = setting.ghost.current;
    if (!ghost) return;
    const to = instantAt(setting.axis, (x - held.box.left) / held.box.width);
    if (held.own) {
      const row = held.own.grip === 'move' ? rowUnder(x, y, setting.rows, held.row) : held.row;
      held.result = draggedTo(held.own.busy, held.own.grip, to - held.from, row);
      const here = row.id === held.row.id ? held.own.busy.reservationId : null;
      const fine = fits(withoutReservation(row, here), held.result, null, setting.now);
      paintGhost(ghost, setting.axis, held.result, setting.words.span(held.result), !fine);
      return;
    }
    held.result = dragSelection(held.row, held.from, to, setting.axis, setting.now);
    if (held.result) paintGhost(ghost, setting.axis, held.result, setting.words.span(held.result));
  };

  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const held = drag.current;
    if (!held || held.pointer !== event.pointerId) return;
    const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > SLACK;
    if (!held.armed) {
      if (far) finish();
      return;
    }
    held.moved ||= far;
    if (held.moved) draw(held, event.clientX, event.clientY);
  };

  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    const held = drag.current;
    if (!held || held.pointer !== event.pointerId) return;
    finish();
    if (held.own) return dropOwn(held, held.own.busy);
    const selection = held.moved
      ? held.result
      : pressSelection(held.row, held.from, setting.axis, setting.now);
    if (!selection) return setting.onNothing(held.row.id, held.from);
    setting.onSelect(settle(held.row, selection, setting.axis, setting.now));
  };

  const dropOwn = (held: Drag, busy: Busy) => {
    const id = busy.reservationId;
    if (!id) return;
    const { result } = held;
    if (!held.moved) return setting.onOpen(id, held.row.id);
    const same =
      result && result.rowId === held.row.id && result.start === busy.start && result.end === busy.end;
    if (!result || same) return setting.onNothing(held.row.id, held.from);
    const row = setting.rows.get(result.rowId) ?? held.row;
    setting.onMove(id, result, fits(withoutReservation(row, id), result, null, setting.now));
  };

  const onPointerCancel = () => {
    const held = drag.current;
    finish();
    if (held && setting.ghost.current) hideGhost(setting.ghost.current);
    if (held) setting.onNothing(held.row.id, held.from);
  };

  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel };
}

/** The own booking under the pointer, and whether it is held by its body or by an edge. */
function ownAt(target: HTMLElement, row: Row, x: number): Drag['own'] {
  const bar = target.closest<HTMLElement>('[data-own]');
  const busy = bar && row.busy.find((each) => each.reservationId === bar.dataset.own);
  if (!bar || !busy) return null;
  const box = bar.getBoundingClientRect();
  const edge = box.width > 4 * EDGE ? EDGE : 0;
  const grip: Grip = x - box.left < edge ? 'start' : box.right - x < edge ? 'end' : 'move';
  return { busy, grip };
}

function rowUnder(x: number, y: number, rows: ReadonlyMap<string, Row>, otherwise: Row): Row {
  const lane = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-row]');
  const row = lane && rows.get(lane.dataset.row ?? '');
  return row && row.resource.category.id === otherwise.resource.category.id ? row : otherwise;
}
