import { useState, type FocusEvent, type KeyboardEvent } from 'react';
import { growSelection, moveCursor, onRaster, pressSelection, type Cursor, type CursorKey } from './cursor';
import type { Axis, Busy, Row, Selection } from './model';
import { within } from './spans';
import type { GridWords } from './useGridWords';
import { MINUTE } from './zone';

interface Setting {
  rows: readonly Row[];
  axis: Axis;
  now: number;
  words: GridWords;
  say: (text: string) => void;
  onSelect: (selection: Selection) => void;
  onMove: (reservationId: string, selection: Selection) => void;
  onOpen: (reservationId: string, rowId: string) => void;
  /** Escape where nothing is being selected by keyboard */
  onCancel: () => void;
}

/** What the keyboard is drawing: a new selection, or the new place of an own booking. */
export interface Draft {
  selection: Selection;
  moving: string | null;
}

const MOVES: Record<string, CursorKey> = {
  ArrowLeft: 'ArrowLeft',
  ArrowRight: 'ArrowRight',
  ArrowUp: 'ArrowUp',
  ArrowDown: 'ArrowDown',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
};

/** One roving cursor over rows and time. Enter selects, Shift and arrows grow, Enter books, M moves. */
export function useKeyboard(setting: Setting) {
  const { rows, axis, now, words, say } = setting;
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const rowOf = (id: string) => rows.find((row) => row.id === id);
  const first = rows[0];
  const here: Cursor | null =
    cursor && rowOf(cursor.rowId) ? cursor : first ? startOn(first, axis, now) : null;

  const go = (next: Cursor) => {
    setCursor(next);
    const row = rowOf(next.rowId);
    if (!row) return;
    const state = words.spot(row, next.at, now);
    say(words.t('said.cursor', { name: row.resource.name, time: words.time(next.at), state }));
  };

  const start = (row: Row, at: number) => {
    const selection = pressSelection(row, at, axis, now);
    const name = row.resource.name;
    if (!selection) {
      return say(words.t('said.refused', { name, time: words.time(at), state: words.spot(row, at, now) }));
    }
    setDraft({ selection, moving: null });
    say(words.t('said.selected', { name, span: words.span(selection), length: words.length(selection) }));
  };

  const grow = (selection: Selection, way: -1 | 1) => {
    const row = rowOf(selection.rowId);
    if (!row) return;
    const grown = growSelection(row, selection, way, axis, now);
    setDraft({ selection: grown, moving: null });
    say(words.t('said.grown', { span: words.span(grown), length: words.length(grown) }));
  };

  const lift = (row: Row, own: Busy) => {
    if (!own.reservationId) return;
    setDraft({ selection: { rowId: row.id, start: own.start, end: own.end }, moving: own.reservationId });
    say(words.t('said.moving', { span: words.span(own) }));
  };

  const shift = ({ selection, moving }: Draft, key: CursorKey) => {
    const next = moveCursor({ rowId: selection.rowId, at: selection.start }, key, rows, axis);
    const row = rowOf(next.rowId);
    const step = (row?.rules.raster_minutes ?? 30) * MINUTE;
    const by = key === 'ArrowLeft' ? -step : key === 'ArrowRight' ? step : 0;
    const moved = { rowId: next.rowId, start: selection.start + by, end: selection.end + by };
    setDraft({ selection: moved, moving });
    setCursor({ rowId: moved.rowId, at: moved.start });
    say(words.t('said.moved_to', { name: row?.resource.name ?? '', span: words.span(moved) }));
  };

  const confirm = ({ selection, moving }: Draft) => {
    setDraft(null);
    if (moving) setting.onMove(moving, selection);
    else setting.onSelect(selection);
  };

  const enter = (at: Cursor) => {
    const row = rowOf(at.rowId);
    const own = row && ownAt(row, at.at);
    if (!row) return;
    if (draft) confirm(draft);
    else if (own?.reservationId) setting.onOpen(own.reservationId, row.id);
    else start(row, at.at);
  };

  const escape = () => {
    if (!draft) return setting.onCancel();
    setDraft(null);
    say(words.t(draft.moving ? 'said.stays' : 'said.cancelled'));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!here || !(event.target as HTMLElement).matches('[data-row]')) return;
    const move = event.ctrlKey ? ctrlMove(event.key) : MOVES[event.key];
    const row = rowOf(here.rowId);
    if (event.altKey || event.metaKey || !row) return;
    if (event.shiftKey && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      if (draft && !draft.moving) grow(draft.selection, event.key === 'ArrowRight' ? 1 : -1);
      else if (!draft) start(row, here.at);
    } else if (move && draft?.moving) shift(draft, move);
    else if (move) {
      setDraft(null);
      go(moveCursor(here, move, rows, axis));
    } else if (event.key === 'Enter' || event.key === ' ') enter(here);
    else if (event.key === 'Escape') escape();
    else if (event.key.toLowerCase() === 'm' && !draft) {
      const own = ownAt(row, here.at);
      if (!own) return;
      lift(row, own);
    } else return;
    event.preventDefault();
  };

  /** Focus came to a lane by other ways than the arrow keys: the cursor follows. */
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    const { row: rowId } = event.target.dataset;
    if (rowId && here && rowId !== here.rowId) setCursor({ rowId, at: here.at });
  };

  /** The pointer went down here: the keyboard goes on from the same place. */
  const jump = (rowId: string, at: number) => {
    const row = rowOf(rowId);
    setDraft(null);
    if (row) setCursor({ rowId, at: onRaster(row, axis, at) });
  };

  return { cursor: here, draft, onKeyDown, onFocus, jump };
}

function ctrlMove(key: string): CursorKey | undefined {
  if (key === 'Home') return 'First';
  return key === 'End' ? 'Last' : undefined;
}

function ownAt(row: Row, at: number): Busy | undefined {
  return row.busy.find((busy) => busy.mine && within(busy, at));
}

/** At first the cursor stands on the present, or on the day's beginning. */
function startOn(row: Row, axis: Axis, now: number): Cursor {
  const at = within(axis, now) ? onRaster(row, axis, now) : axis.start;
  return { rowId: row.id, at };
}
