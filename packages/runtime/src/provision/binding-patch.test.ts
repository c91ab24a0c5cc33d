import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GraphWriter } from '../graph/builder/graph-writer.js';
import { nativeBinding } from '../graph/session/binding.js';
import type { NativeBackend } from '../native/backend.js';
import { describeNative } from '../testing/native.js';
import { BINDING_PATCH, patched } from './binding-patch.js';
import { tfjsNodeFolder } from './build-addon.js';

const HUNK = { file: 'a.cc', after: '  here;\n', insert: '  added;\n' };

test('every addition has its one place in the sources of the pinned version, and nothing is taken away', () => {
  for (const file of new Set(BINDING_PATCH.map((hunk) => hunk.file))) {
    const source = readFileSync(join(tfjsNodeFolder(), 'binding', file), 'utf8');
    const added = BINDING_PATCH.filter((hunk) => hunk.file === file);
    const result = patched(file, source);
    expect(result.length - source.length).toBe(added.reduce((sum, { insert }) => sum + insert.length, 0));
    expect(added.reduce((text, { insert }) => text.replace(insert, ''), result)).toBe(source);
  }
});

test('a source in which the place is missing, or there twice, is refused with its line', () => {
  expect(patched('a.cc', 'one;\n  here;\ntwo;\n', [HUNK])).toBe('one;\n  here;\n  added;\ntwo;\n');
  expect(patched('b.cc', 'one;\n', [HUNK])).toBe('one;\n');
  expect(() => patched('a.cc', 'one;\n', [HUNK])).toThrow(
    'provision: sources: a.cc of @tensorflow/tfjs-node-gpu must hold the line "here;" once, it does 0 times; install the pinned version: npm ci',
  );
  expect(() => patched('a.cc', '  here;\n  here;\n', [HUNK])).toThrow('it does 2 times');
});

await describeNative('the addon with our additions', (tf) => {
  const backend = tf.findBackend('tensorflow') as unknown as NativeBackend;
  const { TF_FLOAT, TF_ATTR_TYPE, TF_ATTR_INT, TF_ATTR_BOOL, TF_ATTR_STRING } = backend.binding;

  test('takes a list of strings where it took one', async () => {
    expect(backend.binding.ISOFLOP_LIST_ATTRS).toBe(1);
    await tf.setBackend('tensorflow');
    const product = (fused: unknown) =>
      backend.executeSingleOutput(
        '_FusedMatMul',
        [
          { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
          { name: 'num_args', type: TF_ATTR_INT, value: 1 },
          { name: 'transpose_a', type: TF_ATTR_BOOL, value: false },
          { name: 'transpose_b', type: TF_ATTR_BOOL, value: false },
          { name: 'fused_ops', type: TF_ATTR_STRING, value: fused },
        ],
        [tf.tensor2d([[1, -2]]), tf.tensor2d([[3], [4]]), tf.tensor1d([-1])],
      );
    tf.tidy(() => {
      expect([...product(['BiasAdd']).dataSync()]).toEqual([1 * 3 - 2 * 4 - 1]);
      expect([...product(['BiasAdd', 'Relu']).dataSync()]).toEqual([0]);
      expect(() => product(['BiasAdd', 1])).toThrow();
      expect(() => product(['BiasAdd', 'NoSuchFunction'])).toThrow('NoSuchFunction');
    });
  });

  test('configures a session by the file beside its graph, and loads one that has none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'isoflop-session-'));
    const writer = new GraphWriter();
    writer.signature('run', {}, (scope) => ({ y: scope.float(1) }));
    writeFileSync(join(folder, 'saved_model.pb'), writer.encode());
    const binding = nativeBinding(tf)!;
    try {
      binding.deleteSavedModel(binding.loadSavedModel(folder, 'serve'));
      writeFileSync(join(folder, 'session_config.pb'), Buffer.from('ffff', 'hex'));
      expect(() => binding.loadSavedModel(folder, 'serve')).toThrow(/ConfigProto/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
