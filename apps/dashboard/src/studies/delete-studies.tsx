import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { StudyRow } from '../api/answers.js';
import { pathOf, send } from '../api/client.js';
import { isHeld } from '../api/queries.js';

interface DeleteStudiesProps {
  readonly studies: readonly StudyRow[];
  readonly onClose: () => void;
}

/** Asks before studies are deleted for good. What is being run is left alone: its process would write on. */
export function DeleteStudies({ studies, onClose }: DeleteStudiesProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const queries = useQueryClient();
  const deletable = studies.filter((study) => !isHeld(study));
  const running = studies.filter(isHeld);
  const removal = useMutation({
    mutationFn: async () => {
      for (const { name } of deletable) await send('DELETE', pathOf(name));
    },
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ['studies'] }),
  });
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="card" aria-labelledby="delete-title" onClose={onClose}>
      <h3 id="delete-title">Delete {deletable.length === 1 ? deletable[0]?.name : `${deletable.length} studies`} for good?</h3>
      {deletable.length > 0 && (
        <ul>
          {deletable.map((study) => (
            <li key={study.name}>
              <strong>{study.name}</strong>: {trialsOf(study).toLocaleString('en')} trials
            </li>
          ))}
        </ul>
      )}
      {running.length > 0 && (
        <p className="hint">
          {running.map(({ name }) => name).join(', ')} {running.length === 1 ? 'is' : 'are'} being run and stay
          {running.length === 1 ? 's' : ''}; stop first what is to go.
        </p>
      )}
      <p className="hint">
        Trials, curves and notes go, and files that no other study needs. <code>isoflop store export</code> makes a copy.
      </p>
      {removal.error !== null && <p role="alert">{removal.error.message}</p>}
      <div className="dialog-buttons">
        <button type="button" className="plain-button" onClick={() => dialog.current?.close()}>
          Keep
        </button>
        <button
          type="button"
          className="plain-button danger"
          disabled={deletable.length === 0 || removal.isPending}
          onClick={() => removal.mutate()}
        >
          Delete
        </button>
      </div>
    </dialog>
  );
}

function trialsOf({ counts }: StudyRow): number {
  return Object.values(counts)
    .flatMap((states) => Object.values(states))
    .reduce((sum, count) => sum + count, 0);
}
