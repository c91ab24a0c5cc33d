type Fact = readonly [name: string, value: string];

/** Names and values side by side. */
export function FactList({ facts, className }: { readonly facts: readonly Fact[]; readonly className: string }) {
  return (
    <dl className={className}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface FactsProps {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** The same under a heading; nothing where there are none. */
export function Facts({ title, facts }: FactsProps) {
  if (facts.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <FactList className="pairs" facts={facts} />
    </>
  );
}
