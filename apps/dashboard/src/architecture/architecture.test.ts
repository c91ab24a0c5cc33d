import { costOf, lower, zoo } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { layerBoxes } from './layer-boxes.js';
import { partsOf } from './parts.js';

const NETWORKS = ['efficientnet_b0', 'resnet50', 'mobilenet_v2', 'inception_v3'];

describe.each(NETWORKS)('%s', (name) => {
  const architecture = zoo(name);
  const cost = costOf(architecture);

  it('costs as much as its parts, whose shapes follow on each other', () => {
    const parts = partsOf(architecture);
    expect(parts.reduce((sum, { macs }) => sum + macs, 0)).toBe(cost.macs);
    expect(parts.reduce((sum, { params }) => sum + params, 0)).toBe(cost.params);
    for (const [i, { input }] of parts.entries()) if (i > 0) expect(input).toEqual(parts[i - 1]!.output);
  });

  it.each(['blocks', 'layers'] as const)('is drawn as %s that hold every op once and point backwards only', (detail) => {
    const boxes = layerBoxes(architecture, detail);
    expect(boxes.reduce((sum, { ops }) => sum + ops.length, 0)).toBe(lower(architecture).nodes.length);
    expect(boxes.reduce((sum, { macs }) => sum + macs, 0)).toBe(cost.macs);
    const places = new Map(boxes.map(({ id }, i) => [id, i]));
    for (const { id, inputs } of boxes) for (const input of inputs) expect(places.get(input)!).toBeLessThan(places.get(id)!);
  });
});
