import type { ArchitectureSpace } from '../architecture-space.js';
import { defineSpace } from '../define-space.js';

/** For tests: 504 points with shared, own and conditional dimensions, a stage that may be missing, and strings next to numbers. */
export function smallSpace(): ArchitectureSpace {
  return defineSpace('small', {
    resolution: [8, 11],
    width: [8, 16],
    activation: ['relu', 'silu'],
    'stage1.repeats': [1, 2, 3],
    'stage2.op': { mbconv: { kernel: [3, 5], expansion: [2, 3] }, separable: { kernel: [3, 5] }, none: {} },
    'stage3.channels': [8, 12, 20],
  })
    .stem(['width', 'activation'], ({ width, activation }) => [{ kind: 'conv', channels: width, stride: 2, activation }])
    .stage(['width', 'stage1.repeats'], ({ width, 'stage1.repeats': repeats }) => ({ repeats, block: { kind: 'conv', channels: width } }))
    .stage(['width', 'stage2.op'], ({ width, 'stage2.op': op }) =>
      op.kind === 'none' ? [] : { repeats: 1, block: { ...op, channels: width + 8, stride: 2 } },
    )
    .stage(['stage3.channels'], ({ 'stage3.channels': channels }) => ({
      repeats: 2,
      block: { kind: 'mbconv', channels, squeezeExcite: 0.25 },
    }))
    .head([], (_, { classes }) => [{ kind: 'classifier', classes }])
    .open();
}
