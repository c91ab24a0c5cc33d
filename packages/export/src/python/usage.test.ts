import { execFile } from 'node:child_process';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { zoo } from '@isoflop/blocks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportModel } from '../export-model.js';
import { drawnExportable } from '../testing/agreement.js';
import { pythonCandidates } from './candidates.js';

/** Importing a Python library takes seconds. */
const PATIENCE = { timeout: 120_000 };
const run = promisify(execFile);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-usage-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const quiet = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '', PYTHONDONTWRITEBYTECODE: '1' };

/** Importing takes seconds, so both files in one process. */
const BOTH = "import runpy; runpy.run_path('usage.py'); runpy.run_path('model.py', run_name='__main__')";

/** What the files print under the first Python here that has what they import. */
async function printed(cwd: string): Promise<string | undefined> {
  for (const python of pythonCandidates(process.env)) {
    try {
      return (await run(python, ['-c', BOTH], { cwd, env: quiet })).stdout;
    } catch (error) {
      const { code, stderr } = error as { readonly code: unknown; readonly stderr: string };
      if (code !== 'ENOENT' && !stderr.includes('ModuleNotFoundError')) throw error;
    }
  }
  return undefined;
}

describe.each(['pytorch', 'keras'] as const)('the %s folder alone', (format) => {
  it('runs as its usage.py says, and as a program', PATIENCE, async (context) => {
    await exportModel(await drawnExportable(zoo('mobilenet_v2', { width: 0.25, resolution: 32, classes: 7 }), 1), [format], folder, false);
    const text = await printed(join(folder, format));
    if (text === undefined) return context.skip(`no Python here has what the ${format} file imports`);
    expect(text).toMatch(/indices=/);
    if (format === 'keras') await access(join(folder, 'keras/model.keras'));
  });
});
