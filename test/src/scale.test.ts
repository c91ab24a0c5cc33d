import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isoflop } from './isoflop.js';

const run = (...args: string[]) => isoflop(tmpdir(), 'scale', ...args);
const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await run(...args, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
};

describe('isoflop scale', () => {
  it('prints the nominal cost of a compound family beside the counted one', async () => {
    const document = await json('efficientnet_b0', '--phi', '1..7', '--alpha', '1.2', '--beta', '1.1', '--gamma', '1.15');
    expect(document).toMatchObject({ base: 'efficientnet_b0', rule: 'compound' });
    expect(document.family.map(({ phi }: { phi: number }) => phi)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(document.family[0]).toMatchObject({ depth: 1.2, width: 1.1, resolution: 1.15 });
    expect(document.family[0].nominal).toBeCloseTo(1.92, 2);
    expect(document.family[0].real.factor).toBeCloseTo(2.57, 2);
    expect(document.family[0].architecture.input.height).toBe(258);
  });

  it('--match macs closes the gap to one per cent', async () => {
    const { family } = await json('efficientnet_b0', '--phi', '1,2,..,7', '--match', 'macs');
    for (const { nominal, real, match } of family) {
      expect(Math.abs(real.factor / nominal - 1)).toBeLessThanOrEqual(0.01);
      expect(match).toMatchObject({ metric: 'macs', withinTolerance: true });
    }
  });

  it('--match says why it cannot, with the networks on both sides', async () => {
    const { code, stdout } = await run('efficientnet_b0', '--phi', '1', '--match', 'macs', '--solve', 'depth');
    expect(code).toBe(0);
    expect(stdout).toMatch(/phi 1: rounding leaves a gap along depth: \d+ \(-10\.5 %\) and \d+ \(\+34\.0 %\) are neighbours/);
  });

  it('brings rules to the same budgets for a comparison at equal cost', async () => {
    for (const rule of ['width', 'uniform', 'compound']) {
      const { family } = await json('efficientnet_b0', '--rule', rule, '--budget', '800M,1.6G', '--match', 'macs=2%');
      expect(family.map(({ budget }: { budget: number }) => budget)).toEqual([800e6, 1.6e9]);
      for (const { budget, real } of family) expect(Math.abs(real.macs / budget - 1)).toBeLessThanOrEqual(0.02);
    }
    const { family } = await json('efficientnet_b0', '--rule', 'width', '--budget', '800M', '--match', 'macs', '--solve', 'factor');
    expect(family[0]).toMatchObject({ depth: 1, resolution: 1, match: { solvedFor: 'factor', withinTolerance: true } });
  });

  it('--match latency measures on this machine until one image takes what was meant, and says on what', async () => {
    const network = ['mobilenet_v2', '--factor', '0.05', '--match', 'latency=50%', '--solve', 'width'];
    const { code, stdout, stderr } = await run(...network, '--target', '2ms', '--json');
    expect(code, stderr).toBe(0);
    const { device, family } = JSON.parse(stdout);
    expect(device).toMatchObject({ cores: expect.any(Number), software: expect.any(Object), baseMs: expect.any(Number) });
    const [{ match, architecture, width, real }] = family;
    expect(match).toMatchObject({ metric: 'latency', target: 2, solvedFor: 'width' });
    expect(match.cost).toBe(match.latency.medianMs);
    expect([match.below, match.above]).toContain(match.cost);
    expect(real.macs).toBeGreaterThan(0);
    expect(width).toBeGreaterThan(0);
    expect(architecture.name).toBe('mobilenet_v2');
  });

  it('scales down as well: a B0 of a million parameters at 128 pixels, and one for a tenth of the multiply-adds', async () => {
    const small = await json('efficientnet_b0', '--phi', '-4', '--match', 'params', '--target', '1M', '--solve', 'width');
    expect(small.family[0].architecture.input).toMatchObject({ height: 128, width: 128 });
    expect(Math.abs(small.family[0].real.params / 1e6 - 1)).toBeLessThanOrEqual(0.01);
    const { family } = await json('efficientnet_b0', '--budget', '38M');
    expect(family[0].real.macs).toBeLessThanOrEqual(38e6);
    expect(family[0].real.macs).toBeGreaterThan(25e6);
  });

  it('builds the published members of a table', async () => {
    const { family } = await json('efficientnet_b0', '--table', 'efficientnet');
    expect(family[7]).toMatchObject({ label: 'b7', real: { macs: 37_745_884_192, params: 66_347_960 } });
  });
});

describe('isoflop scale --explain', () => {
  it('blames each rounding rule for its share of the published step 1, and offers 256 pixels', async () => {
    const { family } = await json('efficientnet_b0', '--phi', '1', '--explain');
    const { ledger, cliffs, snaps } = family[0].explain;
    const { nominalMacs, formulaMacs, rounding, macs } = ledger.total;
    expect(macs).toBe(family[0].real.macs);
    expect(nominalMacs + formulaMacs + rounding.channels + rounding.tenPercent + rounding.repeats + rounding.pixels).toBeCloseTo(macs, 0);
    expect(cliffs[0].pixels).toEqual([256, 257]);
    expect(snaps[0]).toMatchObject({ axis: 'resolution', pixels: 256 });
    const { stdout } = await run('efficientnet_b0', '--phi', '1', '--explain');
    expect(stdout).toMatch(/cliff: 256 to 257 px costs 15\.4 % more/);
    expect(stdout).toMatch(/snap: resolution 1\.143 saves 13\.4 %/);
  });

  it('--forensics shows that B1 to B7 follow no single phi', async () => {
    const { code, stdout } = await run('efficientnet_b0', '--table', 'efficientnet', '--forensics');
    expect(code).toBe(0);
    expect(stdout).toMatch(/b7 +6\.21 \[.*\] +7\.27 \[.*\] +7\.05/);
    expect(stdout).toContain('no single phi makes b1, b2, b3, b4, b5, b6, b7');
  });
});

describe('bad input', () => {
  it.each([
    [['efficientnet_b0', '--phi', '1', '--alpha', '0.9'], 'alpha must be at least 1, got 0.9; the nearest legal value is 1'],
    [['efficientnet_b0', '--phi', 'Infinity'], 'phi must be finite numbers'],
    [['efficientnet_b0', '--phi', '1000'], 'phi must be a number from -42.4 to 42.4, got 1000; the nearest legal value is 42.4'],
    [
      ['efficientnet_b0', '--phi', '1', '--match', 'macs', '--target', '1k'],
      'nearest legal target is 9026016, no other factor comes nearer',
    ],
    [['efficientnet_b0', '--phi', '1', '--rule', 'sideways'], 'a rule is one of depth, width'],
    [['efficientnet_b0', '--phi', '1', '--rule', 'depth'], '--phi belongs to the compound rules'],
    [['efficientnet_b0', '--budget', '1k'], 'the smallest network that the rule makes must fit the budget'],
    [['efficientnet_b0', '--phi', '1', '--match', 'macs', '--solve', 'depth', '--target', '10M'], 'the nearest legal target is'],
    [['efficientnet_b0', '--phi', '1', '--match', 'params', '--solve', 'resolution'], 'resolution does not change params'],
    [['efficientnet_b0', '--phi', '1', '--target', '10M'], '--target belongs to --match'],
    [['efficientnet_b0', '--phi', '1', '--match', 'latency', '--target', '10M'], '--target of a latency must be a time'],
    [['efficientnet_b0', '--phi', '1', '--match', 'macs', '--target', '5ms'], '--target of macs must be a count'],
    [['efficientnet_b0', '--phi', '1', '--match', 'latency', '--solve', 'factor'], 'use --solve resolution, width or depth'],
    [['efficientnet_b0', '--phi', '1', '--forensics'], '--forensics belongs to --table'],
    [['efficientnet_b0', '--phi', '1', '--rule', 'stage-weighted', '--explain'], '--explain is for rules that round part by part'],
    [['efficientnet_b0', '--table', 'tinynet', '--match', 'macs', '--solve', 'factor'], '--solve factor moves along a rule'],
    [['efficientnet_b0', '--table', 'resnet-rs'], 'resnet-rs lists repeats'],
    [['resnet50', '--rule', 'regnet', '--factor', '2'], 'regenerates a published RegNet'],
  ])('%j ends with code 2 and one clear line', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });
});
