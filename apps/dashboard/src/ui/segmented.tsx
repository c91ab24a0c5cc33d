import { useId } from 'react';

interface SegmentedProps<Value extends string> {
  /** For screen readers. */
  readonly label: string;
  readonly choices: readonly (Value | readonly [Value, string])[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** A few choices side by side, of which one holds. */
export function Segmented<Value extends string>({ label, choices, value, onChange }: SegmentedProps<Value>) {
  const name = useId();
  return (
    <fieldset className="segmented">
      <legend className="unseen">{label}</legend>
      {choices.map((choice) => {
        const [key, title] = typeof choice === 'string' ? [choice, choice] : choice;
        return (
          <label key={key}>
            <input type="radio" name={name} value={key} checked={key === value} onChange={() => onChange(key)} />
            <span>{title}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
