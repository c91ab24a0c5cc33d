interface PickProps<Value extends string> {
  readonly label: string;
  readonly choices: readonly (readonly [value: Value, title: string])[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** One of many, with its name before it. */
export function Pick<Value extends string>({ label, choices, value, onChange }: PickProps<Value>) {
  return (
    <label className="pick">
      <span>{label}</span>
      <select value={value} onChange={({ target }) => onChange(target.value as Value)}>
        {choices.map(([key, title]) => (
          <option key={key} value={key}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
