import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BackendFacts } from '../backends/rung.js';
import { cacheFolder } from '../provision/layout.js';
import type { TensorFlow } from '../tensorflow.js';
import { checkShape, type ShapeVerdict, type ShapeVerdicts, TOLERANCE, uniqueShapes } from './check-shapes.js';
import type { ConvShape } from './conv-shape.js';

/**
 * What a verdict holds for. The processor, or the GPU, belongs to it: oneDNN chooses its code by what the processor can do, and the same wheel has been found
 * wrong on one and right on another.
 */
export interface CheckedMachine {
  readonly backend: BackendFacts['backend'];
  readonly tfjsVersion: string;
  readonly tensorflowVersion: string | undefined;
  readonly processor: string;
  /** Of isoflop's own ways to compute a convolution, `WAYS`. */
  readonly ways: number;
  /** Settings that change which code runs. */
  readonly settings: Readonly<Record<string, string>>;
}

/** The summary that goes into a manifest and into reports. */
export interface GradientSummary extends CheckedMachine {
  readonly checked: number;
  /** Right as TensorFlow's op computes them. */
  readonly right: number;
  /** Right only the way isoflop takes. */
  readonly detoured: readonly string[];
  readonly wrong: readonly string[];
  /** Of what isoflop computes. */
  readonly worstError: number;
}

/** Counts the changes to how isoflop computes convolutions and their detours: each makes earlier verdicts void. */
const WAYS = 2;

const SETTINGS = ['TF_ENABLE_ONEDNN_OPTS', 'ONEDNN_MAX_CPU_ISA', 'TF_NUM_INTRAOP_THREADS'];

export function thisMachine(facts: BackendFacts, env: NodeJS.ProcessEnv = process.env): CheckedMachine {
  const settings = Object.fromEntries(SETTINGS.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  const { backend, tfjsVersion, tensorflowVersion, devices } = facts;
  return { backend, tfjsVersion, tensorflowVersion, processor: devices.join(', '), ways: WAYS, settings };
}

export function verdictFile(machine: CheckedMachine, cache = cacheFolder()): string {
  const digest = createHash('sha256').update(JSON.stringify(machine)).digest('hex').slice(0, 16);
  return join(cache, 'gradients', `${machine.backend}-${machine.tensorflowVersion ?? machine.tfjsVersion}-${digest}.json`);
}

/** What this process has read and found, by file. */
const remembered = new Map<string, ShapeVerdicts>();

/** Verdicts of earlier checks on this machine; none where there was no check or its file is damaged. */
export function readVerdicts(file: string): ShapeVerdicts {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')).shapes ?? {};
  } catch {
    return {};
  }
}

export interface CheckOptions {
  readonly cache?: string;
  /** Checks shapes anew that were checked before. */
  readonly again?: boolean;
  readonly onShape?: (done: number, total: number) => void;
}

/**
 * The verdict over `shapes`: those that this machine has not checked yet are checked and kept in the cache folder. A search calls it with the shapes of
 * its candidates before it trains them; where all are known it reads a file, once in a process.
 */
export async function ensureShapesChecked(
  { tf, facts }: { readonly tf: TensorFlow; readonly facts: BackendFacts },
  shapes: Iterable<ConvShape>,
  { cache, again = false, onShape }: CheckOptions = {},
): Promise<GradientSummary> {
  const machine = thisMachine(facts);
  const file = verdictFile(machine, cache);
  const known = again ? {} : (remembered.get(file) ?? readVerdicts(file));
  const asked = uniqueShapes(shapes);
  const fresh = [...asked].filter(([name]) => known[name] === undefined);
  const found: Record<string, ShapeVerdict> = {};
  for (const [index, [name, shape]] of fresh.entries()) {
    found[name] = await checkShape(tf, shape, facts.backend);
    onShape?.(index + 1, fresh.length);
  }
  // Read again, so that what another process has found in the meantime is not lost.
  const all = fresh.length > 0 ? { ...readVerdicts(file), ...known, ...found } : known;
  if (fresh.length > 0) await writeVerdicts(file, machine, all);
  remembered.set(file, all);
  return summarize(machine, [...asked.keys()], all);
}

/** Which of the shapes are right, by verdicts of them all. */
export function summarize(machine: CheckedMachine, names: readonly string[], verdicts: ShapeVerdicts): GradientSummary {
  const tolerance = TOLERANCE[machine.backend];
  const used = (name: string) => verdicts[name].detour ?? verdicts[name].direct;
  const wrong = names.filter((name) => used(name) > tolerance);
  const detoured = names.filter((name) => verdicts[name].direct > tolerance && used(name) <= tolerance);
  const worstError = names.reduce((most, name) => Math.max(most, used(name)), 0);
  return { ...machine, checked: names.length, right: names.length - wrong.length - detoured.length, detoured, wrong, worstError };
}

/** Several networks may be checked at once in one process. */
let writes = 0;

async function writeVerdicts(file: string, machine: CheckedMachine, shapes: ShapeVerdicts): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // JSON has no infinity: what is not finite is written as the largest number there is.
  const finite = (_key: string, value: unknown) => (value === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : value);
  const temporary = `${file}.${process.pid}.${writes++}.tmp`;
  await writeFile(temporary, `${JSON.stringify({ ...machine, shapes }, finite, 1)}\n`, { flush: true });
  await rename(temporary, file);
}
