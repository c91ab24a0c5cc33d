import { type Architecture, zoo } from '@isoflop/blocks';
import { ScalingError } from '../scaling-error.js';
import { ROUNDINGS, type RoundingName } from './rounding.js';
import { scale } from './scale.js';

/** One row of a published table of factors. */
export interface FamilyMember {
  readonly name: string;
  readonly width: number;
  /** Factor on repeats, or the repeats of every stage where the authors list them. */
  readonly depth: number | readonly number[];
  readonly pixels: number;
  /** Of the classifier; the base's where left out. */
  readonly dropout?: number;
}

/** A published family: its members are one base, scaled by a table. */
export interface FamilyTable {
  readonly base: string;
  readonly rounding: RoundingName;
  readonly source: string;
  readonly members: readonly FamilyMember[];
}

type Row = readonly [name: string, width: number, depth: number | readonly number[], pixels: number, dropout?: number];

function rows(...list: readonly Row[]): FamilyMember[] {
  return list.map(([name, width, depth, pixels, dropout]) => ({
    name,
    width,
    depth,
    pixels,
    ...(dropout === undefined ? {} : { dropout }),
  }));
}

/** Published tables by name. */
export const familyTables = {
  efficientnet: {
    base: 'efficientnet_b0',
    rounding: 'efficientnet',
    source: 'Tan and Le 2019, arXiv:1905.11946; tensorflow/tpu efficientnet_builder.py',
    members: rows(
      ['b0', 1.0, 1.0, 224, 0.2],
      ['b1', 1.0, 1.1, 240, 0.2],
      ['b2', 1.1, 1.2, 260, 0.3],
      ['b3', 1.2, 1.4, 300, 0.3],
      ['b4', 1.4, 1.8, 380, 0.4],
      ['b5', 1.6, 2.2, 456, 0.4],
      ['b6', 1.8, 2.6, 528, 0.5],
      ['b7', 2.0, 3.1, 600, 0.5],
      ['b8', 2.2, 3.6, 672, 0.5],
      ['l2', 4.3, 5.3, 800, 0.5],
    ),
  },
  lite: {
    base: 'efficientnet_lite0',
    rounding: 'lite',
    source: 'tensorflow/tpu models/official/efficientnet/lite',
    members: rows(
      ['lite0', 1.0, 1.0, 224, 0.2],
      ['lite1', 1.0, 1.1, 240, 0.2],
      ['lite2', 1.1, 1.2, 260, 0.3],
      ['lite3', 1.2, 1.4, 280, 0.3],
      ['lite4', 1.4, 1.8, 300, 0.3],
    ),
  },
  'efficientnet-v2': {
    base: 'efficientnet_v2_b0',
    rounding: 'efficientnet-v2',
    source: 'Tan and Le 2021, arXiv:2104.00298; google/automl effnetv2_configs.py (evaluation sizes)',
    members: rows(['b0', 1.0, 1.0, 224, 0.2], ['b1', 1.0, 1.1, 240, 0.2], ['b2', 1.1, 1.2, 260, 0.3], ['b3', 1.2, 1.4, 300, 0.3]),
  },
  /** Searched for latency on a GPU: less resolution and more depth. Its own B0 has other blocks than EfficientNet's; the factors are what counts here. */
  'efficientnet-x-gpu': {
    base: 'efficientnet_b0',
    rounding: 'efficientnet',
    source: 'Li et al. 2021, arXiv:2102.05610; tensorflow/tpu efficientnet_x_builder.py',
    members: rows(
      ['b1', 1.05, 1.09, 229],
      ['b2', 1.13, 1.24, 237],
      ['b3', 1.31, 1.63, 255],
      ['b4', 1.63, 2.4, 282],
      ['b5', 1.94, 3.29, 306],
      ['b6', 2.25, 4.28, 328],
      ['b7', 2.58, 5.46, 350],
    ),
  },
  tinynet: {
    base: 'efficientnet_b0',
    rounding: 'tinynet',
    source: 'Han et al. 2020, arXiv:2010.14819; timm efficientnet.py',
    members: rows(['a', 1.0, 1.2, 192], ['b', 0.75, 1.1, 188], ['c', 0.54, 0.85, 184], ['d', 0.54, 0.695, 152], ['e', 0.51, 0.6, 106]),
  },
  /** Depth and pixels of ResNet-RS on plain ResNet-50: its squeeze-and-excite and ResNet-D stem are not in the base. */
  'resnet-rs': {
    base: 'resnet50',
    rounding: 'efficientnet',
    source: 'Bello et al. 2021, arXiv:2103.07579, table 2; tensorflow/tpu resnet_rs',
    members: rows(
      ['50@160', 1, [3, 4, 6, 3], 160],
      ['101@160', 1, [3, 4, 23, 3], 160],
      ['101@192', 1, [3, 4, 23, 3], 192],
      ['152@224', 1, [3, 8, 36, 3], 224],
      ['152@256', 1, [3, 8, 36, 3], 256],
      ['200@256', 1, [3, 24, 36, 3], 256],
      ['270@256', 1, [4, 29, 53, 4], 256],
      ['350@320', 1, [4, 36, 72, 4], 320],
      ['420@320', 1, [4, 44, 87, 4], 320],
    ),
  },
} as const satisfies Readonly<Record<string, FamilyTable>>;

export type FamilyTableName = keyof typeof familyTables;

/** A row of a table on its own base, or on another. Throws `ScalingError` where repeats are listed and the base has another number of stages. */
export function familyMember(table: FamilyTable, member: FamilyMember, base: Architecture = zoo(table.base)): Architecture {
  const { width, depth, pixels, dropout } = member;
  const factor = typeof depth === 'number' ? depth : 1;
  const scaled = scale(base, { width, depth: factor, resolution: pixels / base.input.height }, ROUNDINGS[table.rounding]);
  const stages = typeof depth === 'number' ? scaled.stages : withRepeats(scaled, depth);
  const head = scaled.head.map((block) => (dropout !== undefined && block.kind === 'classifier' ? { ...block, dropout } : block));
  return { ...scaled, name: `${base.name} x ${member.name}`, stages, head };
}

function withRepeats({ name, stages }: Architecture, repeats: readonly number[]): Architecture['stages'] {
  if (repeats.length === stages.length) return stages.map((stage, s) => ({ ...stage, repeats: repeats[s] }));
  throw new ScalingError(
    `scale ${name}: a table that lists repeats needs a base of ${repeats.length} stages, got ${stages.length}; use resnet50`,
  );
}
