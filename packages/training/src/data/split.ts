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

/** Share that tests when a data set comes without a test set and nothing is said. */
export const DEFAULT_TEST_FRACTION = 1 / 6;

// Not the request's seed: studies with different seeds must not train on one another's test images.
const TEST_SEED = 0x7e57;

export interface SplitOptions {
  readonly seed: number;
  readonly subset?: Subset;
  readonly validationFraction?: number;
  readonly testFraction?: number;
}

/** Indices of one source, by class. */
interface Part {
  readonly from: ImageSplit;
  readonly groups: readonly number[][];
}

/**
 * Cuts the parts that a data set lacks from its training images, class by class, and then takes the subsets. The test set depends on the
 * data alone, the validation set on the seed, neither on the subset, so a larger subset never trains on what a smaller one validated on.
 */
export function splitDataset(official: OfficialSplits, options: SplitOptions): Dataset {
  const { training, validation: ownValidation, test: ownTest, ...facts } = official;
  const imageBytes = facts.height * facts.width * facts.channels;
  const share = (name: 'validationFraction' | 'testFraction', standard: number) =>
    checkedShare(facts.name, name, options[name] ?? standard);
  const whole = (from: ImageSplit): Part => ({ from, groups: indicesByClass(from, facts.classes.length, options.seed) });

  const test = ownTest
    ? whole(ownTest)
    : { from: training, groups: cutTest(training, facts.classes.length, share('testFraction', DEFAULT_TEST_FRACTION)) };
  const rest = ownTest ? whole(training) : without(whole(training), test);
  const fraction = share('validationFraction', DEFAULT_VALIDATION_FRACTION);
  const validation = ownValidation ? whole(ownValidation) : { from: training, groups: firstOfEach(rest.groups, fraction) };
  const train = ownValidation ? rest : without(rest, validation);
  const take = (part: keyof Subset, { from, groups }: Part) =>
    gather(from, imageBytes, stratifiedSubset(groups, options.subset?.[part], `${facts.name} ${part}`));
  return { ...facts, train: take('train', train), validation: take('validation', validation), test: take('test', test) };
}

function checkedShare(dataset: string, name: string, fraction: number): number {
  if (fraction > 0 && fraction < 1) return fraction;
  throw new DatasetError(`data set ${dataset}: ${name} must be between 0 and 1, both excluded, got ${fraction}`);
}

function cutTest(training: ImageSplit, classes: number, fraction: number): number[][] {
  return firstOfEach(indicesByClass(training, classes, TEST_SEED), fraction);
}

/** The leading share of each group, in proportion. */
function firstOfEach(groups: readonly number[][], fraction: number): number[][] {
  const count = groups.reduce((sum, group) => sum + group.length, 0);
  const quota = proportionalQuota(groups, Math.round(count * fraction));
  return groups.map((indices, label) => indices.slice(0, quota[label]));
}

function without(part: Part, taken: Part): Part {
  const gone = new Set(taken.groups.flat());
  return { from: part.from, groups: part.groups.map((group) => group.filter((index) => !gone.has(index))) };
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
  if (available === 0)
    throw new DatasetError(`data set ${where}: there must be at least one image, got 0; add images or change the shares`);
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
