import { readFileSync } from 'node:fs';
import { lower, zoo } from '@isoflop/blocks';
import { expect, test } from 'vitest';
import { buildModel } from '../eager/model.js';
import { describeNative } from '../testing/native.js';
import { releaseLibraryPages, unchangedMappings } from './unused-pages.js';

const SMAPS = `7fd4a0000000-7fd4b0000000 r-xp 02000000 fe:00 10495411                   /cache/tensorflow/libtensorflow_cc.so.2
Rss:              190000 kB
Anonymous:             0 kB
7fd4d27be000-7fd4d2e48000 r--p 223bc000 fe:00 10495411                   /cache/tensorflow/libtensorflow_cc.so.2
Anonymous:          6680 kB
7fd4d2e48000-7fd4d3000000 rw-p 22a46000 fe:00 10495411                   /cache/tensorflow/libtensorflow_cc.so.2
Anonymous:             0 kB
7fd4e0000000-7fd4e1000000 r--p 00000000 fe:00 10495399                   /cache/tensorflow/libtensorflow_framework.so.2
Anonymous:             0 kB
7fd4f0000000-7fd4f1000000 r-xp 00000000 fe:00 12                         /usr/bin/node
Anonymous:             0 kB
`;

test('only what cannot be written and was not changed of TensorFlow’s libraries is given back', () => {
  expect(unchangedMappings(SMAPS)).toEqual([
    { start: 0x7fd4a0000000n, end: 0x7fd4b0000000n },
    { start: 0x7fd4e0000000n, end: 0x7fd4e1000000n },
  ]);
});

await describeNative('giving back what loading took', (tf) => {
  const libraryBytes = () =>
    readFileSync('/proc/self/smaps', 'utf8')
      .split(/\n(?=[0-9a-f]+-[0-9a-f]+ )/)
      .filter((entry) => /\/libtensorflow/.test(entry))
      .reduce((sum, entry) => sum + 1024 * Number(/^Rss:\s+(\d+)/m.exec(entry)?.[1]), 0);

  test('leaves a TensorFlow that computes the same with fewer pages in memory', () => {
    const model = buildModel(tf, lower(zoo('mobilenet_v2', { width: 0.25, resolution: 32, classes: 4 })), { seed: 1 });
    const logits = () => tf.tidy(() => model.forward(tf.ones([2, 32, 32, 3]), { training: false }).dataSync());
    const before = logits();
    releaseLibraryPages();
    const released = libraryBytes();
    expect(logits()).toEqual(before);
    expect(released).toBeLessThan(libraryBytes());
    expect(released).toBeLessThan(50e6);
    model.dispose();
  });
});
