/** The steps at which a trial has to earn going on: `first`, `first * factor`, `first * factor^2`, ... */
export interface Rungs {
  readonly first: number;
  readonly factor: number;
}

/** The rung that a report at `step` newly reaches, given the step of the report before (0 if none); -1 where it reaches none. */
export function rungReached({ first, factor }: Rungs, step: number, previous: number): number {
  let reached = -1;
  for (let rung = 0, at = first; at <= step; rung++, at *= factor) if (at > previous) reached = rung;
  return reached;
}

/** The step of a rung. */
export function stepOf({ first, factor }: Rungs, rung: number): number {
  return first * factor ** rung;
}

/** Throws unless the rungs ascend. */
export function checkRungs(where: string, { first, factor }: Rungs): void {
  if (!(first > 0 && Number.isFinite(first))) throw new Error(`${where}: first must be a positive step, got ${first}; use 1`);
  if (!(factor > 1 && Number.isFinite(factor))) throw new Error(`${where}: factor must be above 1, got ${factor}; use 3 or 4`);
}
