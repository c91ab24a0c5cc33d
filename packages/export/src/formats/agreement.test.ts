import { randomArchitecture } from '@isoflop/blocks/testing';
import { describe, expect, it } from 'vitest';
import { drawnExportable, verifiedExport } from '../testing/agreement.js';
import { seededUniform } from '../testing/drawn-weights.js';
import { type OpGraph, opGraphs } from '../testing/op-graphs.js';
import type { FormatName } from './formats.js';

/** What a format cannot say, and so refuses with a reason. */
const refusals: Readonly<Partial<Record<FormatName, (graph: OpGraph) => boolean>>> = {
  tfjs: ({ kind, name }) =>
    kind === 'local-response-norm' ||
    // More padding than half the kernel, which stock layers do only by zeros that count.
    (/^(max-pool|avg-pool) 0-2-1-0/.test(name) && !name.includes('padding counts')),
};

describe.each(['tfjs', 'onnx'] as const satisfies readonly FormatName[])('%s', (format) => {
  it.each(opGraphs.map((each) => [each.name, each] as const))('computes, or refuses, %s', async (_name, each) => {
    const { files, skipped } = await verifiedExport(await drawnExportable(each.graph, 1), [format]);
    if (skipped.length > 0) {
      expect(refusals[format]?.(each)).toBe(true);
      expect(skipped[0].reason).toMatch(/; export another format$/);
    } else {
      expect(files.map(({ verdict }) => verdict?.verified)).not.toContain(false);
    }
  });

  it.each([1, 2, 3, 4, 5, 6])('computes random network %i', async (seed) => {
    const architecture = randomArchitecture(seededUniform(seed));
    const { files } = await verifiedExport(await drawnExportable(architecture, seed), [format]);
    for (const { verdict } of files) expect(verdict?.verified).toBe(true);
  });
});
