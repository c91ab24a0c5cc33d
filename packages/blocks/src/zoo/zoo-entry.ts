import type { Architecture } from '../ir/architecture.js';

/** What may be asked of a published network; left out, it is as published. */
export interface ZooOptions {
  readonly width?: number;
  readonly depth?: number;
  readonly resolution?: number;
  readonly classes?: number;
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
  build(options: ZooOptions): Architecture;
}
