import { useParameter } from '../place/use-place.js';
import { type Fidelity, inEpochs, type Trained } from '../trials/fidelity.js';
import { Pick } from '../ui/pick.js';

/** Which trials the front is of, as the address says; the fully trained ones unless it does. */
export function useTrained({ rungs }: Fidelity): [Trained, (value: string) => void] {
  const [value, set] = useParameter('trained', 'full');
  const rung = rungs.find(({ epochs }) => String(epochs) === value);
  return [rung?.epochs ?? (value === 'all' && rungs.length > 0 ? 'all' : 'full'), set];
}

interface TrainedPickProps {
  readonly fidelity: Fidelity;
  readonly value: Trained;
  readonly onChange: (value: string) => void;
}

/** Chooses between fronts of trials that were trained alike, since accuracies after one epoch and after nine do not compare. */
export function TrainedPick({ fidelity: { full, rungs }, value, onChange }: TrainedPickProps) {
  if (rungs.length === 0) return null;
  return (
    <Pick
      label="Trained"
      value={String(value)}
      onChange={onChange}
      choices={[
        ['full', Number.isNaN(full) ? 'to the end' : `to the end, ${inEpochs(full)}`],
        ['all', 'any number of epochs'],
        ...rungs.map(({ epochs, trials }) => [String(epochs), `stopped after ${inEpochs(epochs)} (${trials})`] as const),
      ]}
    />
  );
}

/** What is not drawn, so that nobody misses it. */
export function LeftOutNote({ fidelity: { rungs }, trained }: { readonly fidelity: Fidelity; readonly trained: Trained }) {
  if (trained !== 'full' || rungs.length === 0) return null;
  const total = rungs.reduce((sum, { trials }) => sum + trials, 0);
  const parts = rungs.slice(0, 6).map(({ epochs, trials }) => `${trials.toLocaleString('en')} after ${inEpochs(epochs)}`);
  return (
    <p className="hint fine">
      {total.toLocaleString('en')} {total === 1 ? 'trial was' : 'trials were'} stopped early and {total === 1 ? 'is' : 'are'} not drawn:{' '}
      {parts.join(', ')}
      {rungs.length > parts.length && ', others later'}.
    </p>
  );
}
