import { barsOf } from '../plots/bars.js';
import type { Role } from '../trials/front.js';

/** The outline of each role around the origin, in pixels. */
const OUTLINES: Readonly<Record<Exclude<Role, 'partial'>, string>> = {
  front: circle(5.5),
  dominated: circle(4),
  infeasible: 'M-4,-4L4,4M4,-4L-4,4',
  baseline: 'M0,-7L7,0L0,7L-7,0Z',
  finalist: 'M0,-7L6.5,5L-6.5,5Z',
};

function circle(radius: number): string {
  return `M${-radius},0a${radius},${radius} 0 1,0 ${2 * radius},0a${radius},${radius} 0 1,0 ${-2 * radius},0Z`;
}

interface MarkProps {
  readonly role: Role;
  /** How far a trial that was stopped early came, from 1. */
  readonly level?: number | undefined;
}

/** The mark of a role, in the plot, its legend and the table alike. */
export function MarkShape({ role, level = 1 }: MarkProps) {
  const outline =
    role === 'partial'
      ? barsOf(level)
          .map((y) => `M-4,${y}H4`)
          .join('')
      : OUTLINES[role];
  return <path className={`mark mark-${role}`} d={outline} />;
}

/** A mark within text. */
export function MarkIcon(mark: MarkProps) {
  return (
    <svg className="mark-icon" viewBox="-8 -8 16 16" width="14" height="14" aria-hidden="true">
      <MarkShape {...mark} />
    </svg>
  );
}
