/** Throws unless `[low, high]` is a finite, non-empty range, and positive where `log` asks for it. */
export function checkRange(where: string, low: number, high: number, log: boolean): void {
  for (const [name, value] of Object.entries({ low, high })) {
    if (!Number.isFinite(value)) throw new Error(`${where}: ${name} must be a finite number, got ${value}; give the range as two numbers`);
  }
  if (low > high) throw new Error(`${where}: low must not exceed high, got [${low}, ${high}], which is empty; swap them`);
  if (log && low <= 0) throw new Error(`${where}: a log scale needs low > 0, got low ${low}; raise low or leave log out`);
}

/** Throws unless `step` is positive and `high` can be reached from `low` in whole steps. */
export function checkGrid(where: string, low: number, high: number, step: number): void {
  if (!(step > 0 && Number.isFinite(step)))
    throw new Error(`${where}: step must be a positive number, got ${step}; leave it out for the default`);
  const steps = (high - low) / step;
  if (Math.abs(steps - Math.round(steps)) <= 1e-9 * Math.max(1, steps)) return;
  const reachable = low + Math.floor(steps) * step;
  throw new Error(`${where}: high must be low plus whole steps, got low ${low}, high ${high}, step ${step}; use high ${reachable}`);
}
