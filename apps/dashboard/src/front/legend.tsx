import { type Fidelity, inEpochs, LEVELS, levelOf } from '../trials/fidelity.js';
import { ROLE_NAMES, ROLES, type Role } from '../trials/front.js';
import { MarkIcon } from './mark-shape.js';

const PARTIAL: Role = 'partial';

interface LegendProps {
  readonly present: ReadonlySet<Role>;
  readonly fidelity: Fidelity;
  /** The study whose front is drawn beside. */
  readonly other: string | undefined;
}

/** What the marks mean: one line for each rung of those that were stopped early. */
export function Legend({ present, fidelity, other }: LegendProps) {
  return (
    <ul className="legend">
      {ROLES.filter((role) => present.has(role) && role !== PARTIAL).map((role) => (
        <li key={role}>
          <MarkIcon role={role} /> {ROLE_NAMES[role]}
        </li>
      ))}
      {present.has(PARTIAL) && <RungItems fidelity={fidelity} />}
      {other !== undefined && (
        <li>
          <span className="swatch swatch-baseline" /> {other}
        </li>
      )}
    </ul>
  );
}

/** Lines of a legend for marks of trials that were stopped early. */
export function RungItems({ fidelity }: { readonly fidelity: Fidelity }) {
  return rungNames(fidelity).map(([level, name]) => (
    <li key={level}>
      <MarkIcon role={PARTIAL} level={level} /> {name}
    </li>
  ));
}

/** By level of their mark. */
function rungNames(fidelity: Fidelity): (readonly [level: number, name: string])[] {
  if (fidelity.rungs.length === 0) return [[1, ROLE_NAMES[PARTIAL]]];
  return Array.from({ length: LEVELS }, (_, i) => i + 1).flatMap((level) => {
    const epochs = fidelity.rungs.filter((rung) => levelOf(fidelity, rung.epochs) === level).map((rung) => rung.epochs);
    const [first, last] = [epochs[0], epochs.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [[level, `stopped after ${first === last ? inEpochs(first) : `${first} to ${inEpochs(last)}`}`] as const];
  });
}
