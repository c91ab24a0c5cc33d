import { type FormatName, formatNames } from '@isoflop/export';
import { verifiedExport } from '@isoflop/export/testing';
import { presetNames } from '@isoflop/search-space';
import { describe, expect, it } from 'vitest';
import { randomExportable } from '../../scripts/verify-export/random-networks.js';

/** Python's libraries take seconds to import. */
const PATIENCE = { timeout: 180_000 };
const LOGIT = 10;

/** TensorFlow takes seconds per network: one preset shows its formats here, all do in verify:export. */
const TENSORFLOW: readonly FormatName[] = ['keras', 'savedmodel', 'tflite'];
const quick = formatNames.filter((name) => !TENSORFLOW.includes(name));

// `npm run verify:export` draws 200, by turns of any blocks and of a preset: odd numbers take the presets in turn.
describe('a random network of preset', () => {
  it.for(presetNames.map((preset, i) => [preset, 2 * i + 1] as const))(
    '%s computes in every format what the model in training does, as far as a program to read it is here',
    PATIENCE,
    async ([preset, index]) => {
      const names = preset === 'mbconv' ? formatNames : quick;
      const { exportable } = await randomExportable(index, 1, LOGIT);
      const { files, skipped } = await verifiedExport(exportable, names);
      for (const { format, verdict } of files) if (!verdict?.verified) expect(verdict?.reason, format).toMatch(/no Python here/);
      // Every network has these, whatever machine it is.
      expect(files.map(({ format }) => format)).toEqual(expect.arrayContaining(['json', 'tfjs-graph', 'onnx', 'pytorch', 'card']));
      for (const { format, reason } of skipped) expect(['tfjs', 'tflite', 'savedmodel', 'arch-string'], reason).toContain(format);
    },
  );
});
