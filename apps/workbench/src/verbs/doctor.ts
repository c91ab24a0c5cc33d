import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import {
  type BackendName,
  type BackendRequest,
  BackendUnavailableError,
  cacheFolder,
  findProvisioned,
  inspectTools,
  KNOWN_BACKENDS,
  probeBackend,
  type Tool,
} from '@isoflop/runtime';
import { Command } from 'commander';
import { table } from '../format.js';
import { gradientCheck } from '../gradient-check.js';
import type { Io } from '../io.js';
import { softwareOf } from '../machine-facts.js';
import { DEFAULT_STORE } from '../options.js';
import { withStore } from '../store.js';
import { version } from '../version.js';

interface DoctorOptions {
  readonly store: string;
  readonly space?: string;
  readonly sweep?: true;
  readonly backend?: BackendRequest;
  readonly again?: true;
}

/** `isoflop doctor`: which backend, disk and database there are, what is missing and how to mend it. */
export function doctorVerb(io: Io): Command {
  return new Command('doctor')
    .description('what this machine offers: backends, disk, results store')
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--space <file>', 'instead, check the gradients of every convolution that this experiment’s space (or preset) can hold')
    .option('--sweep', 'instead, check the gradients of convolutions of 8 to 256 channels with many kernels, strides and sizes')
    .option('--backend <name>', 'backend of the gradient check; left out, the experiment’s')
    .option('--again', 'check gradients anew that were checked on this machine before')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: DoctorOptions) => {
      if (options.space !== undefined || options.sweep) return gradientCheck(io, options);
      const { backend } = await probeBackend('auto');
      const backends = await Promise.all(KNOWN_BACKENDS.map(rungOf));
      const findings = [...backends, provisioned(), ...(await inspectTools()), await disk(), await database(options.store)];
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

/** Tries one rung in a process of its own, which also compares its gradients. */
async function rungOf(name: BackendName): Promise<Tool> {
  const what = `backend ${name}`;
  const remark = name === 'webgpu' ? '; experimental, only on request: --backend webgpu' : '';
  try {
    const { facts } = await probeBackend(name);
    return { what, ok: true, found: `${softwareOf(facts)} on ${facts.devices.join(', ')}${remark}` };
  } catch (error) {
    if (!(error instanceof BackendUnavailableError)) throw error;
    return { what, ok: false, found: error.reason, mend: `${error.mend}${remark}` };
  }
}

function provisioned(): Tool {
  const what = 'native TensorFlow';
  const found = findProvisioned();
  if (!found) return { what, ok: false, found: 'not provisioned', mend: 'run `isoflop provision` (or `isoflop provision --cuda`)' };
  const { flavour, tensorflowVersion, wheel, builtAt } = found.manifest;
  return {
    what,
    ok: true,
    found: `${tensorflowVersion} for ${flavour} (${wheel.requirement}), built ${builtAt.slice(0, 10)}, in ${found.layout.root}`,
  };
}

async function disk(): Promise<Tool> {
  const { bavail, bsize } = await statfs('.');
  const gigabytes = (bavail * bsize) / 1e9;
  const found = `${gigabytes.toFixed(1)} GB free here; data are cached in ${cacheFolder()}`;
  return gigabytes > 1 ? { what: 'disk', ok: true, found } : { what: 'disk', ok: false, found, mend: 'free at least 1 GB' };
}

async function database(url: string): Promise<Tool> {
  const what = 'results store';
  if (!url.includes(':') && !existsSync(url)) return { what, ok: true, found: `${url} is not there yet; the first search makes it` };
  try {
    return await withStore(url, async (store): Promise<Tool> => {
      const [studies, faults] = [await store.studies(), await store.check()];
      if (faults.length === 0) return { what, ok: true, found: `${url} is sound and holds ${studies.length} studies` };
      const found = `${url}: ${faults.map((fault) => `${fault.rule}: ${fault.found}`).join('; ')}`;
      return { what, ok: false, found, mend: 'put a backup back, or save what can be read with `isoflop store export`' };
    });
  } catch (error) {
    return { what, ok: false, found: (error as Error).message, mend: 'see above, or name another with --store' };
  }
}
