import type { BlockSpec } from '../blocks/registry.js';
import { ArchitectureError } from '../error.js';
import type { Architecture } from '../ir/architecture.js';
import { parseArchitecture } from '../ir/parse.js';
import { roundChannels, roundRepeats } from '../rounding.js';

/** What may be asked of a published network; left out, it is as published. */
export interface ZooOptions {
  /** Multiplies channels, which are rounded to multiples of 8. */
  readonly width?: number;
  /** Multiplies the repeats of stages, rounded up. */
  readonly depth?: number;
  /** Height and width of the image in pixels. */
  readonly resolution?: number;
  readonly classes?: number;
  /** Channels of the image. */
  readonly channels?: number;
}

/** A published network: a name as in torchvision or timm, and how to build it. */
export interface ZooEntry {
  readonly name: string;
  readonly family: string;
  /** Input height and width it was published with. */
  readonly resolution: number;
  /** Paper, and the code that settles what the paper leaves open. */
  readonly source: string;
  /** Throws `ArchitectureError` for options out of range, or that this network has not. */
  build(options: ZooOptions): Architecture;
}

/** The facts of an entry that need no building. */
export interface ZooFacts {
  readonly name: string;
  readonly family: string;
  readonly resolution: number;
  readonly source: string;
  /** Classes of the data it was published for; ImageNet's 1000 where left out. */
  readonly classes?: number;
  /** Set where the network has no stage that repeats one block. */
  readonly fixedDepth?: true;
}

/** A published network but for name and image, with defaults left out. */
export interface Plan {
  readonly stem?: readonly BlockSpec[];
  readonly stages: readonly { readonly repeats: number; readonly block: BlockSpec }[];
  readonly head: readonly BlockSpec[];
  readonly batchNorm: Architecture['batchNorm'];
  readonly stochasticDepth?: number;
}

/** What a family's plan is made of. */
export interface PlanOptions {
  readonly width: number;
  readonly depth: number;
  readonly classes: number;
  /** Published channels times the width factor; unchanged at width 1. */
  scaled(channels: number): number;
  /** Published repeats times the depth factor. */
  repeated(repeats: number): number;
}

/** TensorFlow's and Keras's usual settings of batch normalisation. */
export const TENSORFLOW_NORM = { epsilon: 1e-3, momentum: 0.99 } as const;
/** PyTorch's usual settings, its momentum of 0.1 told as the share that is kept. */
export const PYTORCH_NORM = { epsilon: 1e-5, momentum: 0.9 } as const;

/** Makes an entry of facts and a plan; options are checked and the result is a complete, parsed architecture. */
export function published(facts: ZooFacts, plan: (options: PlanOptions) => Plan): ZooEntry {
  const { name, family, resolution: publishedResolution, source } = facts;
  return {
    name,
    family,
    resolution: publishedResolution,
    source,
    build(options) {
      const { width = 1, depth = 1, resolution = publishedResolution, classes = facts.classes ?? 1000, channels = 3 } = options;
      checkFactor(name, 'width', width);
      checkFactor(name, 'depth', depth);
      if (facts.fixedDepth && depth !== 1) {
        throw new ArchitectureError(
          'depth',
          `${name}: depth cannot be scaled, for no block of it repeats`,
          depth,
          'scale width or resolution',
        );
      }
      const scaled = (published: number) => (width === 1 ? published : roundChannels(published, width));
      const repeated = (repeats: number) => roundRepeats(repeats, depth);
      return parseArchitecture({
        name,
        input: { height: resolution, width: resolution, channels },
        ...plan({ width, depth, classes, scaled, repeated }),
      });
    },
  };
}

function checkFactor(name: string, option: 'width' | 'depth', factor: number): void {
  if (factor > 0 && factor <= 100) return;
  throw new ArchitectureError(option, `${name}: ${option} must be above 0 and at most 100`, factor, 'give a factor such as 0.5 or 1.4');
}
