import { type Cost, flops } from './cost.js';

/** One way of counting operations for one image, and who counts so. */
export interface Convention {
  readonly name: string;
  /** What it counts, in one line. */
  readonly counts: string;
  of(cost: Cost): number;
}

/**
 * The counts that papers and tools print under the names "FLOPs", "MACs" or "MAdds", all rendered from one exact cost.
 * fvcore counts 1 per multiply-add, 2 per batch-normalised and 5 per layer-normalised value and 1 per value that adaptive average
 * pooling reads (fvcore/nn/jit_handles.py); timm prints fvcore's numbers, but pools some networks' gates and heads by `mean`, which
 * fvcore does not see, so that those come out lower by their `globalPoolInputs`.
 */
export const CONVENTIONS: readonly Convention[] = [
  { name: 'macs', counts: 'multiply-adds of convolutions and dense layers', of: (cost) => cost.macs },
  { name: 'flops', counts: '2 per multiply-add', of: (cost) => flops(cost.macs) },
  {
    name: 'fvcore',
    counts: 'multiply-adds + 2 per batch-norm output + 5 per layer-norm output + 1 per global-pool input',
    of: ({ macs, otherOps }) => macs + 2 * otherOps.batchNormOutputs + 5 * otherOps.layerNormOutputs + otherOps.globalPoolInputs,
  },
  { name: 'pycls', counts: 'multiply-adds + 1 per bias addition', of: ({ macs, otherOps }) => macs + otherOps.biasAdditions },
  {
    name: 'training',
    counts: 'FLOPs of one training step per image: forward, and twice as much backward (Kaplan et al. 2020, section 2.1)',
    of: (cost) => 3 * flops(cost.macs),
  },
];
