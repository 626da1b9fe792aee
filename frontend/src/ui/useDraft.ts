import { useState } from 'react';
import { changes } from './useVersioned';

/**
 * The values of a form over a record: what is typed stays when the record is asked for anew, and a newer
 * record is taken over only while nothing is typed. `values` is the shape of the request's body.
 */
export function useDraft<T extends { version: number }, C extends object>(
  latest: T,
  values: (record: T) => C,
) {
  const [record, setRecord] = useState(latest);
  const [draft, setDraft] = useState(() => values(latest));
  const dirty = Object.keys(changes(values(record), draft)).length > 0;
  const take = (next: T) => {
    setRecord(next);
    setDraft(values(next));
  };
  if (!dirty && latest.version > record.version) take(latest);
  return {
    /** the record that the form was opened with */
    record,
    draft,
    dirty,
    set: (change: Partial<C>) => setDraft((now) => ({ ...now, ...change })),
    /** after saving, or back to what was */
    take,
    /** what is not in the form was changed: what is typed stays, on top of the newer version */
    rebase: setRecord,
    reset: () => take(record),
  };
}
