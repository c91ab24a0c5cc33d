import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { describeNative } from '../testing/native.js';
import { withoutNoise } from './quiet-load.js';

const RUNTIME = new URL('../../dist/index.js', import.meta.url).href;
const OPEN = `const { openBackend } = await import('${RUNTIME}'); await openBackend('cpu'); process.stderr.write('[open]');`;

/** What a process writes to stderr that opens TensorFlow in itself, down to its C++ code. */
function stderrOfOpening(environment: NodeJS.ProcessEnv): string {
  const { TF_CPP_MIN_LOG_LEVEL: _, ...inherited } = process.env;
  return spawnSync(process.execPath, ['--input-type=module', '-e', OPEN], { env: { ...inherited, ...environment }, encoding: 'utf8' })
    .stderr;
}

await describeNative('opening TensorFlow', () => {
  test('writes nothing of its own to stderr', () => {
    expect(stderrOfOpening({})).toBe('[open]');
  });

  test('writes all that TensorFlow has to say where that is asked for, and gives stderr back where it is not', () => {
    expect(stderrOfOpening({ TF_CPP_MIN_LOG_LEVEL: '0' })).toMatch(/oneDNN custom operations are on[\s\S]*\[open\]$/);
    // A file stands for every kind of stderr that is not a pipe.
    const script = `"${process.execPath}" --input-type=module -e "${OPEN.replaceAll('"', '\\"')}" 2>&1 >/dev/null | cat`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe('[open]');
  });
});

test('what is not start-up noise is passed on', () => {
  const fault = 'E0000 00:00:1795531794.455798    6627 cuda_diagnostics.cc:88] kernel version 1 does not match DSO version 2\n';
  const text = [
    'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
    'I0000 00:00:1795531794.455798    6627 port.cc:153] oneDNN custom operations are on.',
    '2026-11-24 04:05:32.663256: I tensorflow/core/platform/cpu_feature_guard.cc:182] This TensorFlow binary is optimized',
    'To enable the following instructions: AVX2 FMA, in other operations, rebuild TensorFlow with the appropriate compiler flags.',
    fault,
  ].join('\n');
  expect(withoutNoise(text)).toBe(fault);
});
