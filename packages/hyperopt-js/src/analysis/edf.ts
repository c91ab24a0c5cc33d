/** The empirical distribution function: for each distinct value, ascending, the share of values that do not exceed it. */
export function edf(values: readonly number[]): { value: number; share: number }[] {
  const ascending = [...values].sort((a, b) => a - b);
  const steps: { value: number; share: number }[] = [];
  for (const [index, value] of ascending.entries()) {
    const share = (index + 1) / ascending.length;
    if (steps.at(-1)?.value === value) steps.at(-1)!.share = share;
    else steps.push({ value, share });
  }
  return steps;
}
