/** The chance that |T| of Student's t with whole degrees of freedom is below t: finite sums (Abramowitz and Stegun 1972, 26.7.3 and 26.7.4). */
export function centralProbability(t: number, freedom: number): number {
  const theta = Math.atan(Math.abs(t) / Math.sqrt(freedom));
  const cosine = Math.cos(theta);
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < freedom; k += 2) {
    term *= (cosine ** 2 * (k - 1)) / k;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
}

/** The t that |T| stays below with this probability: 2.776 for 0.95 and 4 degrees of freedom. */
export function centralQuantile(probability: number, freedom: number): number {
  let low = 0;
  let high = 1;
  while (centralProbability(high, freedom) < probability && high < 1e12) high *= 2;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, freedom) < probability) low = middle;
    else high = middle;
  }
  return high;
}
