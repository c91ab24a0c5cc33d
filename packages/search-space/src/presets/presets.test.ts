import { createHash } from 'node:crypto';
import { architectureHash, costOf, parseArchitecture, zoo } from '@isoflop/blocks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardinality, type Params } from '../architecture-space.js';
import { PricedSpace } from '../pricing/priced-space.js';
import { openSpace, type PresetName, presetNames, presetSettings, tableKeyOf } from './registry.js';

const imagenet = { channels: 3, classes: 1000 };
const spaceOf = (name: PresetName, changes: object = {}) => openSpace(presetSettings(name, changes));

describe.each(presetNames)('the preset %s', (name) => {
  const space = spaceOf(name);
  const data = { channels: 3, classes: 10 };
  const priced = new PricedSpace(space, data);
  const anyPoint = fc.tuple(...priced.sizes.map((size) => fc.nat(size - 1))).map((places) => Int32Array.from(places));

  it('builds a valid network at every point, priced to the integer', () => {
    fc.assert(
      fc.property(anyPoint, (point) => {
        const params = priced.paramsOf(point);
        const architecture = space.build(params, data);
        expect(architectureHash(parseArchitecture(JSON.parse(JSON.stringify(architecture))))).toBe(architectureHash(architecture));
        const { macs, params: values, activations, weightsBytes } = costOf(architecture);
        expect(priced.priceOf(point)).toEqual({ macs, params: values, activations, weightsBytes });
      }),
      { numRuns: 40 },
    );
  });

  it('has resolution as a dimension and its base among its points', () => {
    expect(space.values.get('resolution')?.length).toBeGreaterThan(0);
    expect(priced.paramsOf(priced.pointOf(space.base))).toEqual(space.base);
    expect(cardinality(space)).toBe(priced.points);
  });
});

/** Points that are published networks: what the point changes of the base, and the zoo's name. */
const PUBLISHED: readonly [PresetName, object, object, string][] = [
  ['mobilenetv2', {}, {}, 'mobilenet_v2'],
  ['mnasnet', {}, {}, 'mnasnet_a1'],
  ['resnet', {}, {}, 'resnet18'],
  ['resnet', {}, { ...repeats(3, 4, 6, 3) }, 'resnet34'],
  ['resnet', {}, { ...repeats(3, 4, 6, 3), block: { kind: 'bottleneck', bottleneckWidth: 0.25, groups: 1 } }, 'resnet50'],
  ['resnet', {}, { ...repeats(3, 4, 6, 3), block: { kind: 'bottleneck', bottleneckWidth: 0.5, groups: 32 } }, 'resnext50_32x4d'],
  ['regnet', {}, {}, 'regnet_x_400mf'],
  ['regnet', {}, { depth: 13, slope: 36.44, multiplier: 2.49, groupWidth: 8 }, 'regnet_x_200mf'],
  ['inception', { norm: 'none' }, {}, 'googlenet'],
  ['inception', {}, { 'group1.largeKernel': 3, 'group2.largeKernel': 3, 'group3.largeKernel': 3 }, 'googlenet_torchvision'],
  ['efficientnet-scaling', {}, {}, 'efficientnet_b0'],
  ...(
    [
      [1, 1.1, 240],
      [1.1, 1.2, 260],
      [1.2, 1.4, 300],
      [1.4, 1.8, 380],
      [1.6, 2.2, 456],
      [1.8, 2.6, 528],
      [2, 3.1, 600],
    ] as const
  ).map(
    ([width, depth, resolution], i) =>
      ['efficientnet-scaling', {}, { width, depth, resolution }, `efficientnet_b${i + 1}`] as [PresetName, object, object, string],
  ),
];

function repeats(...counts: number[]) {
  return Object.fromEntries(counts.map((count, stage) => [`stage${stage + 1}.repeats`, count]));
}

describe('published networks', () => {
  it.each(PUBLISHED)('%s with %j at %j costs what %s does', (preset, changes, params, name) => {
    const space = spaceOf(preset, changes);
    const { macs, params: values, activations } = costOf(space.build({ ...space.base, ...params } as Params, imagenet));
    const published = costOf(zoo(name));
    expect({ macs, values, activations }).toEqual({ macs: published.macs, values: published.params, activations: published.activations });
  });

  it('nin costs what nin_cifar10 does', () => {
    const space = spaceOf('nin');
    const { macs, params } = costOf(space.build(space.base, { channels: 3, classes: 10 }));
    expect({ macs, params }).toEqual({ macs: costOf(zoo('nin_cifar10')).macs, params: 966_986 });
  });

  it('nas-bench-macro has the 6,561 networks of the published table, parameters and multiply-adds equal to the integer', () => {
    const settings = presetSettings('nas-bench-macro');
    const priced = new PricedSpace(openSpace(settings), { channels: 3, classes: 10 });
    expect(priced.points).toBe(6561);
    const rows = Array.from({ length: priced.points }, (_, number) => {
      const point = priced.pointAt(number);
      const cost = priced.priceOf(point);
      return [tableKeyOf(settings, priced.paramsOf(point)), cost?.params, cost?.macs].join(' ');
    }).sort();
    // Su et al. 2021, xiusu/NAS-Bench-Macro 61a2bfc, data/nas-bench-macro_cifar10.json (Apache-2.0), columns arch, params and flops.
    expect(rows[0]).toBe('00000000 387882 7713280');
    expect(rows).toContain('11111111 1588874 53246464');
    expect(rows.at(-1)).toBe('22222222 2932586 105660928');
    const digest = createHash('sha256').update(rows.map((row) => `${row}\n`).join(''));
    expect(digest.digest('hex')).toBe('ab358efb6c1b66fadb564c105b6d550cd4e2e81642e497d8a1bc639e61cb2e2e');
  });
});
