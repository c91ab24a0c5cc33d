import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isoflop } from './isoflop.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-cost-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await isoflop(folder, ...args, '--json');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout);
};

describe('isoflop cost', () => {
  it('prints the published counts of EfficientNet-B0 as one JSON document', async () => {
    const cost = await json('cost', 'efficientnet_b0', '--layers');
    expect(cost).toMatchObject({
      name: 'efficientnet_b0',
      input: { height: 224, width: 224, channels: 3 },
      params: 5_288_548,
      macs: 385_814_752,
    });
    expect(cost.flops).toBe(2 * cost.macs);
    expect(cost.layers.reduce((sum: number, layer: { macs: number }) => sum + layer.macs, 0)).toBe(cost.macs);
  });

  it('applies resolution, classes, channels, width and depth', async () => {
    const small = await json('cost', 'mobilenet_v2', '--resolution', '96', '--classes', '10', '--channels', '1', '--width', '0.5');
    expect(small.input).toEqual({ height: 96, width: 96, channels: 1 });
    const deep = await json('cost', 'mobilenet_v2', '--depth', '2');
    expect(deep.params).toBeGreaterThan(3_504_872);
  });

  it('renders every counting convention from one count', async () => {
    const { conventions, flops, macs } = await json('cost', 'efficientnet_b0', '--convention', 'all');
    // fvcore's 401,659,392 and pycls's bias of the classifier and the gates: reference counts of the same network.
    expect(conventions).toEqual({ macs, flops, fvcore: 401_659_392, pycls: 385_825_092, training: 3 * flops });
    expect((await json('cost', 'efficientnet_b0', '--convention', 'fvcore')).conventions).toEqual({ fvcore: 401_659_392 });
  });

  it('reads an architecture file and gives its hash', async () => {
    const file = join(folder, 'net.json');
    const architecture = {
      input: { height: 8, width: 8, channels: 1 },
      stages: [{ repeats: 2, block: { kind: 'mbconv', channels: 8 } }],
      head: [{ kind: 'classifier', classes: 10 }],
    };
    await writeFile(file, JSON.stringify(architecture));
    const cost = await json('cost', file);
    expect(cost.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(cost.macs).toBeGreaterThan(0);
  });
});

describe('bad input', () => {
  it.each([
    [['cost', 'efficientnet_b9'], 'a network name must be in the zoo, got efficientnet_b9; use one of'],
    [['cost', './missing.json'], 'missing.json'],
    [['cost', 'mobilenet_v2', '--width', '-1'], 'positive number'],
    [['cost', 'mobilenet_v2', '--resolution', '1.5'], 'whole number'],
    [['cost', 'mobilenet_v2', '--convention', 'madds'], 'Allowed choices are macs, flops, fvcore, pycls, training, all'],
    [['search', 'missing.yaml'], 'missing.yaml: an experiment file must be readable'],
    [['studies'], '.isoflop/isoflop.db'],
    [['scale', 'efficientnet_b0'], 'exactly one of --factor, --phi and --budget'],
    [['frobnicate'], 'unknown command'],
  ])('%j ends with code 2 and one clear line', async (args, message) => {
    const { code, stdout, stderr } = await isoflop(folder, ...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });
});
