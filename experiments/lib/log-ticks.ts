/** Leading digits from few to many. */
const STEPS = [
  [1, 2, 5],
  [1, 1.5, 2, 3, 5, 7],
  [1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9],
] as const;
const FEWEST = 4;

/** Round numbers within a domain of a logarithmic axis; as few per decade as give four. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const decades = Array.from(
    { length: Math.floor(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, i) => Math.floor(Math.log10(low)) + i,
  );
  const within = STEPS.map((digits) =>
    decades.flatMap((decade) => digits.map((digit) => Number(`${digit}e${decade}`)).filter((tick) => tick >= low && tick <= high)),
  );
  return within.find((ticks) => ticks.length >= FEWEST) ?? within[within.length - 1];
}
