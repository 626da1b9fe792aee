/** Changing one child: every answer is the child as it is now, put where the page reads it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../../api/client';
import { enrolmentsQuery } from '../../api/enrolments';
import { childrenQuery, type Child } from '../../api/family';

interface Options {
  onDone?: (child: Child) => void;
  onRefused?: (error: unknown) => void;
}

/** A write that answers the child; a refusal that says it is another one by now has the list asked anew. */
export function useChild<V = void>(
  write: (values: V) => Promise<Child>,
  { onDone, onRefused }: Options = {},
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: (child) => {
      queries.setQueryData(childrenQuery.queryKey, (known: Child[] | undefined) =>
        known?.some(({ id }) => id === child.id)
          ? known.map((one) => (one.id === child.id ? child : one))
          : [...(known ?? []), child],
      );
      void queries.invalidateQueries({ queryKey: childrenQuery.queryKey });
      // A consent that is withdrawn takes them along.
      void queries.invalidateQueries({ queryKey: enrolmentsQuery.queryKey });
      onDone?.(child);
    },
    onError: (error) => {
      if (error instanceof ApiProblem && [404, 409, 412].includes(error.status))
        void queries.invalidateQueries({ queryKey: childrenQuery.queryKey });
      onRefused?.(error);
    },
  });
}
