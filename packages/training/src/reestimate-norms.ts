import type { NamedWeights } from '@isoflop/runtime';
import type { ImageSplit } from './data/dataset.js';
import type { Engine } from './engines/engine.js';

/**
 * Measures the running averages of batch normalisation anew, with the weights as they are now, on the first `images` training images as they are
 * without augmentation (Wu and Johnson 2021, section 3.1). Mean and variance are those of all batches together: the variance between the means of batches
 * counts as well.
 */
export async function reestimateNorms(
  engine: Pick<Engine, 'norms' | 'setNorms'>,
  split: ImageSplit,
  { images, batch }: { readonly images: number; readonly batch: number },
  pause: () => Promise<void>,
): Promise<void> {
  const batches: NamedWeights[][] = [];
  const count = Math.max(1, Math.floor(Math.min(images, split.count) / batch));
  for (let index = 0; index < count; index++) {
    batches.push(await engine.norms(split, index * batch, batch));
    await pause();
  }
  engine.setNorms(pooled(batches));
}

/** E[m] and E[v + m²] - E[m]² per channel. A variance follows the mean of the same normalisation. */
export function pooled(batches: readonly (readonly NamedWeights[])[]): NamedWeights[] {
  const means = batches[0].map(({ data }, variable) => data.map((_, i) => average(batches.map((batch) => batch[variable].data[i]))));
  return batches[0].map(({ name, shape, data }, variable) => {
    if (!name.endsWith('/moving-variance')) return { name, shape, data: means[variable] };
    const mean = variable - 1;
    const spread = data.map((_, i) => average(batches.map((batch) => (batch[mean].data[i] - means[mean][i]) ** 2)));
    return { name, shape, data: means[variable].map((within, i) => within + spread[i]) };
  });
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
