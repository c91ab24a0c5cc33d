import { type Architecture, type BlockSpec, costOf, parseArchitecture } from '@isoflop/blocks';

export interface NetworkParts {
  readonly name: string;
  /** Side of the square input; 28 unless given. */
  readonly side?: number;
  /** Of the input; 1 unless given. */
  readonly channels?: number;
  readonly stem: readonly BlockSpec[];
  /** One block each, or a block and how often. */
  readonly stages: readonly (BlockSpec | readonly [BlockSpec, number])[];
  /** Before the classifier. */
  readonly head?: readonly BlockSpec[];
  readonly classes?: number;
}

/** An architecture for ten classes of small grey images. */
export function networkOf({ name, side = 28, channels = 1, stem, stages, head = [], classes = 10 }: NetworkParts): Architecture {
  return parseArchitecture({
    name,
    input: { height: side, width: side, channels },
    stem,
    stages: stages.map((stage) => {
      const [block, repeats] = Array.isArray(stage) ? stage : [stage, 1];
      return { repeats, block };
    }),
    head: [...head, { kind: 'classifier', classes }],
  });
}

/** The member of a family, one per whole number from 1 up, whose cost is nearest to `target`; cost must grow with the number. */
export function matched(family: (size: number) => Architecture, cost: 'macs' | 'params', target: number): Architecture {
  const costAt = (size: number) => costOf(family(size))[cost];
  let size = 1;
  while (costAt(size) < target) size++;
  return size > 1 && target - costAt(size - 1) < costAt(size) - target ? family(size - 1) : family(size);
}
