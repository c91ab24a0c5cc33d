/**
 * Exponential moving average with the start corrected (Kingma and Ba 2015, section 3), so that the first values are not pulled to 0.
 * `weight` 0 leaves values as they are; 0.9 looks back about ten of them.
 */
export function smooth(values: readonly number[], weight: number): number[] {
  let [average, mass] = [0, 0];
  return values.map((value) => {
    average = weight * average + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return average / mass;
  });
}
