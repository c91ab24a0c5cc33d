import type { ModelVariable, TensorFlow } from '@isoflop/runtime';

/**
 * After step `step`, from 0: average ← average + (1 - min(decay, (1 + step) / (10 + step))) · (value - average), for every variable of a network. The
 * graph engine's rule, value for value; it is TensorFlow's.
 */
export function moveAverages(
  tf: TensorFlow,
  averages: readonly ModelVariable[],
  values: readonly ModelVariable[],
  step: number,
  decay: number,
): void {
  const share = 1 - Math.min(decay, (1 + step) / (10 + step));
  tf.tidy(() => {
    averages.forEach(({ variable: average }, index) => {
      average.assign(tf.add(average, tf.mul(tf.sub(values[index].variable, average), share)));
    });
  });
}
