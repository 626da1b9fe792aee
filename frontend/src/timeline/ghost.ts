import { percent, type Axis, type Selection } from './model';

/**
 * The selection's element is painted directly: while dragging, nothing is rendered and no element is
 * made. `text` stands on it; `bad` marks a place that cannot be booked.
 */
export function paintGhost(
  ghost: HTMLElement,
  axis: Axis,
  selection: Selection,
  text: string,
  bad = false,
): void {
  const lane = laneOf(ghost, selection.rowId);
  if (!lane) return hideGhost(ghost);
  place(ghost, axis, selection, lane);
  ghost.textContent = text;
  ghost.toggleAttribute('data-bad', bad);
  ghost.hidden = false;
}

export function hideGhost(ghost: HTMLElement): void {
  ghost.hidden = true;
}

/** Puts an element of the overlay over a stretch of a lane. */
export function place(element: HTMLElement, axis: Axis, selection: Selection, lane: HTMLElement): void {
  element.style.setProperty('--from', String(percent(axis, selection.start)));
  element.style.setProperty('--to', String(percent(axis, selection.end)));
  const body = element.closest<HTMLElement>('[data-body]');
  const top = lane.getBoundingClientRect().top - (body?.getBoundingClientRect().top ?? 0);
  element.style.setProperty('--top', String(Math.round(top)));
}

/** The lane of a row in the grid that holds `inside`. */
export function laneOf(inside: HTMLElement, rowId: string): HTMLElement | null {
  return (
    inside.closest('[role=grid]')?.querySelector<HTMLElement>(`[data-row="${CSS.escape(rowId)}"]`) ?? null
  );
}
