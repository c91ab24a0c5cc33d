/** Das and Dennis's points (1998): every way to split 1 into `objectives` shares that are multiples of 1 / `divisions`. */
export function referencePoints(objectives: number, divisions: number): number[][] {
  const points: number[][] = [];
  const extend = (prefix: number[], left: number): void => {
    if (prefix.length === objectives - 1) {
      points.push([...prefix, left].map((share) => share / divisions));
      return;
    }
    for (let share = 0; share <= left; share++) extend([...prefix, share], left - share);
  };
  extend([], divisions);
  return points;
}

/** The most divisions that give at most `limit` points, and at least one. */
export function divisionsFor(objectives: number, limit: number): number {
  let divisions = 1;
  while (countPoints(objectives, divisions + 1) <= limit && divisions < limit) divisions++;
  return divisions;
}

function countPoints(objectives: number, divisions: number): number {
  let count = 1;
  for (let i = 1; i < objectives; i++) count = (count * (divisions + i)) / i;
  return Math.round(count);
}
