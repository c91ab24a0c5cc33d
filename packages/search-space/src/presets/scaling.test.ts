import { costOf, parseArchitecture, zoo } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../experiment-file.js';
import { PricedSpace } from '../pricing/priced-space.js';
import { openSpace, presetSettings } from './registry.js';

/** A space with a base, as an experiment file has it. */
function spaceOf(space: object) {
  const file = { name: 'any', dataset: 'any', space: { preset: 'scaling', ...space }, budget: { macs: '1G' }, search: { trials: 1 } };
  return openSpace(parseExperiment(JSON.stringify(file), 'any.yaml').space);
}
const data = { channels: 3, classes: 10 };

describe('a space that scales a base network', () => {
  it('over EfficientNet-B0 has the networks of efficientnet-scaling', () => {
    const lists = { width: [1, 1.1, 2], depth: [1, 1.8], resolution: [224, 300] };
    const [space, known] = [spaceOf({ base: 'efficientnet_b0', ...lists }), openSpace(presetSettings('efficientnet-scaling', lists))];
    const point = { width: 1.1, depth: 1.8, resolution: 300 };
    expect(costOf(space.build(point, data))).toEqual(costOf(known.build(point, data)));
  });

  it.each(['mobilenet_v2', 'regnet_y_400mf', 'nin_cifar10', 'vgg16'])(
    'over %s prices every point to the integer, with the classes of the data',
    (name) => {
      const base = parseArchitecture(JSON.parse(JSON.stringify(zoo(name, { resolution: 64 }))));
      const space = spaceOf({ base, width: [1, 0.5], depth: [1, 1.5], resolution: [64, 32] });
      const priced = new PricedSpace(space, data);
      for (let number = 0; number < priced.points; number++) {
        const point = priced.pointAt(number);
        const { macs, params, activations, weightsBytes } = costOf(space.build(priced.paramsOf(point), data));
        expect(priced.priceOf(point)).toEqual({ macs, params, activations, weightsBytes });
      }
      expect(costOf(space.build(space.base, data)).params).toBe(costOf(zoo(name, { resolution: 64, classes: 10 })).params);
    },
  );

  it('takes resolutions around that of the base where none are listed', () => {
    expect(spaceOf({ base: 'mobilenet_v2' }).values.get('resolution')).toEqual([224, 258, 291, 336]);
  });

  it('asks for a base, and names a published network that does not exist', () => {
    expect(() => spaceOf({})).toThrow(/any\.yaml:1:\d+: space\.base: /);
    expect(() => spaceOf({ base: 'mobilnet_v2' })).toThrow(/mobilenet_v2/);
  });
});
