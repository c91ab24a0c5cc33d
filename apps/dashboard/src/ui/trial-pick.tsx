import { useId } from 'react';

interface TrialPickProps {
  readonly label: string;
  readonly value: number | undefined;
  /** Trials that are likely meant, such as the front's. */
  readonly suggestions: readonly number[];
  readonly onChange: (trial: number | undefined) => void;
}

/** A trial by its number, typed or taken from a list. */
export function TrialPick({ label, value, suggestions, onChange }: TrialPickProps) {
  const id = useId();
  return (
    <label className="pick">
      <span>{label}</span>
      <input
        type="number"
        min={1}
        step={1}
        list={id}
        value={value ?? ''}
        placeholder="none"
        onChange={({ target }) => {
          const next = target.valueAsNumber;
          if (target.value === '') onChange(undefined);
          else if (Number.isInteger(next) && next > 0) onChange(next);
        }}
      />
      <datalist id={id}>
        {suggestions.map((trial) => (
          <option key={trial} value={trial} />
        ))}
      </datalist>
    </label>
  );
}
