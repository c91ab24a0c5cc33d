import { seededGenerator, shuffle } from '../random.js';
import { type Dataset, DatasetError, type ImageSplit, type OfficialSplits } from './dataset.js';

/** Images to keep of each split, drawn with every class in its own proportion. Absent means all. */
export interface Subset {
  readonly train?: number;
  readonly validation?: number;
  readonly test?: number;
}

/** Share of the official training set that validates when nothing is said: 10,000 of Fashion-MNIST's 60,000. */
export const DEFAULT_VALIDATION_FRACTION = 1 / 6;

/**
 * Cuts the validation set from the official training set, class by class, and then takes the subsets. The cut depends on the seed
 * alone, not on the subset, so a larger subset never trains on what a smaller one validated on.
 */
export function splitDataset(
  official: OfficialSplits,
  options: { readonly seed: number; readonly subset?: Subset; readonly validationFraction?: number },
): Dataset {
  const { training, test, ...facts } = official;
  const imageBytes = facts.height * facts.width * facts.channels;
  const fraction = options.validationFraction ?? DEFAULT_VALIDATION_FRACTION;
  if (!(fraction > 0 && fraction < 1)) {
    throw new DatasetError(`data set ${facts.name}: validationFraction must be between 0 and 1, both excluded, got ${fraction}`);
  }
  const byClass = indicesByClass(training, facts.classes.length, options.seed);
  const quota = proportionalQuota(byClass, Math.round(training.count * fraction));
  const validation = byClass.map((indices, label) => indices.slice(0, quota[label]));
  const train = byClass.map((indices, label) => indices.slice(quota[label]));
  const take = (part: keyof Subset, groups: readonly number[][], from: ImageSplit) =>
    gather(from, imageBytes, stratifiedSubset(groups, options.subset?.[part], `${facts.name} ${part}`));
  return {
    ...facts,
    train: take('train', train, training),
    validation: take('validation', validation, training),
    test: take('test', indicesByClass(test, facts.classes.length, options.seed), test),
  };
}

function indicesByClass(split: ImageSplit, classes: number, seed: number): number[][] {
  const groups: number[][] = Array.from({ length: classes }, () => []);
  for (let index = 0; index < split.count; index++) groups[split.labels[index]].push(index);
  groups.forEach((group, label) => {
    shuffle(group, seededGenerator(seed, split.count, label));
  });
  return groups;
}

/** Indices in ascending order: `count` of them with classes in proportion, or all. */
function stratifiedSubset(groups: readonly number[][], count: number | undefined, where: string): Int32Array {
  const available = groups.reduce((sum, group) => sum + group.length, 0);
  if (count !== undefined && !(Number.isInteger(count) && count >= 1 && count <= available)) {
    throw new DatasetError(`data set ${where}: subset must be an integer from 1 to ${available}, got ${count}`);
  }
  const quota = proportionalQuota(groups, count ?? available);
  return Int32Array.from(groups.flatMap((group, label) => group.slice(0, quota[label]))).sort();
}

/** How many of each group make up `total` with the least departure from proportion (largest remainder, Hamilton's method). */
function proportionalQuota(groups: readonly number[][], total: number): number[] {
  const available = groups.reduce((sum, group) => sum + group.length, 0);
  const exact = groups.map((group) => (group.length * total) / available);
  const quota = exact.map(Math.floor);
  const missing = total - quota.reduce((sum, count) => sum + count, 0);
  const byRemainder = exact.map((share, label) => ({ label, remainder: share - Math.floor(share) }));
  byRemainder.sort((a, b) => b.remainder - a.remainder || a.label - b.label);
  for (const { label } of byRemainder.slice(0, missing)) quota[label] = quota[label] + 1;
  return quota;
}

function gather(split: ImageSplit, imageBytes: number, indices: Int32Array): ImageSplit {
  const images = new Uint8Array(indices.length * imageBytes);
  const labels = new Int32Array(indices.length);
  indices.forEach((from, to) => {
    images.set(split.images.subarray(from * imageBytes, (from + 1) * imageBytes), to * imageBytes);
    labels[to] = split.labels[from];
  });
  return { images, labels, count: indices.length };
}
