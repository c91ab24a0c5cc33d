import { normalCdf, normalDensity } from './normal.js';

/** log(phi(z) + z Phi(z)), the log of the standardised expected improvement, without underflow (Ament et al., "LogEI", 2023). */
export function logImprovement(z: number): number {
  if (z > -6) return Math.log(normalDensity(z) + z * normalCdf(z));
  const w = 1 / (z * z);
  // Asymptotic series of Mills' ratio; relative error below 1e-4 from -6 on.
  return -0.5 * z * z - 0.5 * Math.log(2 * Math.PI) + Math.log(w * (1 - w * (3 - w * (15 - w * (105 - w * 945)))));
}

/** log Phi(z) without underflow. */
export function logNormalCdf(z: number): number {
  if (z > -6) return Math.log(normalCdf(z));
  const w = 1 / (z * z);
  return -0.5 * z * z - 0.5 * Math.log(2 * Math.PI) - Math.log(-z) + Math.log(1 - w * (1 - w * (3 - w * (15 - w * 105))));
}
