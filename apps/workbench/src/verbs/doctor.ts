import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { openBackend } from '@isoflop/runtime';
import { cacheFolder } from '@isoflop/training';
import { Command } from 'commander';
import { table } from '../format.js';
import type { Io } from '../io.js';
import { DEFAULT_STORE } from '../options.js';
import { withStore } from '../store.js';
import { version } from '../version.js';

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  readonly mend?: string;
}

/** `isoflop doctor`: which backend, disk and database there are, what is missing and how to mend it. */
export function doctorVerb(io: Io): Command {
  return new Command('doctor')
    .description('what this machine offers: backends, disk, results store')
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--json', 'one JSON document on stdout')
    .action(async (options: { store: string }) => {
      const { facts, verdicts, backend } = await openBackend('auto');
      const backends = verdicts.map((verdict): Finding => {
        const what = `backend ${verdict.backend}`;
        return verdict.available
          ? { what, ok: true, found: `TensorFlow.js ${facts.tfjsVersion}` }
          : { what, ok: false, found: verdict.reason, mend: verdict.mend };
      });
      const findings = [...backends, await disk(), await database(options.store)];
      io.answer({ isoflop: version, node: process.versions.node, backend, findings });
      io.show(`isoflop ${version} on Node ${process.versions.node}; candidates train on: ${backend}`);
      io.show(
        table(
          ['', '', ''],
          findings.map(({ what, ok, found, mend }) => [ok ? 'ok' : '--', what, mend ? `${found}; ${mend}` : found]),
        ).trimStart(),
      );
    });
}

async function disk(): Promise<Finding> {
  const { bavail, bsize } = await statfs('.');
  const gigabytes = (bavail * bsize) / 1e9;
  const found = `${gigabytes.toFixed(1)} GB free here; data are cached in ${cacheFolder()}`;
  return gigabytes > 1 ? { what: 'disk', ok: true, found } : { what: 'disk', ok: false, found, mend: 'free at least 1 GB' };
}

async function database(url: string): Promise<Finding> {
  const what = 'results store';
  if (!url.includes(':') && !existsSync(url)) return { what, ok: true, found: `${url} is not there yet; the first search makes it` };
  try {
    const studies = await withStore(url, (store) => store.studies());
    return { what, ok: true, found: `${url} opens and holds ${studies.length} studies` };
  } catch (error) {
    return { what, ok: false, found: (error as Error).message, mend: 'see above, or name another with --store' };
  }
}
