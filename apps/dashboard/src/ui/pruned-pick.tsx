import { useChoice } from '../place/use-place.js';
import { Segmented } from './segmented.js';

type Pruned = 'complete' | 'all';

/** Whether a view shows trials that were stopped early as well, as the address says; not unless it does. */
export function usePruned() {
  return useChoice('pruned', ['complete', 'all'], 'complete');
}

interface PrunedPickProps {
  readonly value: Pruned;
  readonly onChange: (value: Pruned) => void;
}

/** Chooses between complete trials alone and those that were stopped early beside them. */
export function PrunedPick({ value, onChange }: PrunedPickProps) {
  return (
    <Segmented
      label="Trials"
      choices={[
        ['complete', 'complete'],
        ['all', 'with pruned'],
      ]}
      value={value}
      onChange={onChange}
    />
  );
}
