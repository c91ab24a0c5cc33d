/** The parts that a data set may be published in. */
export const parts = ['training', 'validation', 'test'] as const;

export type Part = (typeof parts)[number];

const NAMES: Readonly<Record<string, Part>> = {
  train: 'training',
  training: 'training',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
};

/** The part that a folder of this name holds. */
export function partNamed(name: string): Part | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(NAMES, key) ? NAMES[key] : undefined;
}

/** The part that a file belongs to by a word in its name, as in `flowers-train.tfrecord-00000-of-00002`. */
export function partInName(file: string): Part | undefined {
  return file
    .split(/[^A-Za-z]+/)
    .map(partNamed)
    .find((part) => part !== undefined);
}
