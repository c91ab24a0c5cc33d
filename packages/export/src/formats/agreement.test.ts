import { randomArchitecture } from '@isoflop/blocks/testing';
import { describe, expect, it, type TestContext } from 'vitest';
import type { Exported } from '../export-model.js';
import { seededUniform } from '../seeded-uniform.js';
import { drawnExportable, verifiedExport } from '../testing/agreement.js';
import { blockNetworks, everyBlockAtOnce } from '../testing/block-networks.js';
import { everyOpAtOnce, type OpGraph, opGraphs } from '../testing/op-graphs.js';
import { type FormatName, formatNames, formats } from './formats.js';

/** Importing a Python library takes seconds. */
const PATIENCE = { timeout: 120_000 };

/** What a format cannot say, and so refuses with a reason. */
const refusals: Readonly<Partial<Record<FormatName, (graph: OpGraph) => boolean>>> = {
  tfjs: ({ kind, name }) =>
    kind === 'local-response-norm' ||
    // More padding than half the kernel, which stock layers do only by zeros that count.
    (/^(max-pool|avg-pool) 0-2-1-0/.test(name) && !name.includes('padding counts')),
};

/** Passes when every file was read back; skips, with the reason, where the program that writes or reads it is not on this machine. */
function expectVerified({ files, skipped }: Exported, context: TestContext): void {
  for (const { reason } of skipped) if (reason.includes('no Python here')) context.skip(reason);
  for (const { verdict } of files) if (verdict?.verified === false) context.skip(verdict.reason);
  for (const { verdict } of files) expect(verdict?.verified).toBe(true);
}

/** TensorFlow takes most of a second per network: its formats see all ops and blocks in one network, and one by one in verify:export. */
const QUICK = ['tfjs', 'tfjs-graph', 'onnx', 'pytorch'] as const satisfies readonly FormatName[];

describe.each(QUICK)('%s', (format) => {
  for (const each of opGraphs) {
    it(`computes, or refuses, ${each.name}`, PATIENCE, async (context) => {
      const exported = await verifiedExport(await drawnExportable(each.graph, 1), [format]);
      if (exported.skipped.length === 0) return expectVerified(exported, context);
      expect(refusals[format]?.(each)).toBe(true);
      expect(exported.skipped[0].reason).toMatch(/; export a graph model, which has every op$/);
    });
  }
});

describe.each(QUICK)('%s', (format) => {
  for (const { name, kind, architecture } of blockNetworks) {
    it(`computes block ${name}`, PATIENCE, async (context) => {
      const exported = await verifiedExport(await drawnExportable(architecture, 1), [format]);
      expectVerified(exported, context);
      const refused = format === 'tfjs' && kind === 'norm' && JSON.stringify(architecture).includes('local-response');
      expect(exported.skipped.map((each) => each.format)).toEqual(refused ? [format] : []);
    });
  }
});

describe.each(formatNames.filter((name) => formats[name].holdsWeights))('%s', (format) => {
  it('computes every op at once, where it has them all', PATIENCE, async (context) => {
    for (const graph of everyOpAtOnce) {
      const exported = await verifiedExport(await drawnExportable(graph, 2), [format]);
      expectVerified(exported, context);
      expect(exported.skipped.map((each) => each.format)).toEqual(format in refusals ? [format] : []);
    }
  });

  it('computes every block in one network', PATIENCE, async (context) => {
    expectVerified(await verifiedExport(await drawnExportable(everyBlockAtOnce, 3), [format]), context);
  });

  it.for([1, 2, 3])('computes random network %i', PATIENCE, async (seed, context) => {
    const architecture = randomArchitecture(seededUniform(seed));
    const exported = await verifiedExport(await drawnExportable(architecture, seed), [format]);
    const refused = format === 'tfjs' && JSON.stringify(architecture).includes('local-response');
    expectVerified(exported, context);
    expect(exported.skipped.map((each) => each.format)).toEqual(refused ? [format] : []);
  });
});
