import { type Architecture, lower, type ZooOptions } from '@isoflop/blocks';
import { openStore } from '@isoflop/results-store';
import { candidateTriples, runStep1, studyOfSearch } from '@isoflop/search';
import type { ScalingSearch } from '@isoflop/search-space';
import { isPublished, readArchitecture } from './architecture-source.js';
import { openStudyData } from './dataset-source.js';
import { EXIT, UsageError } from './exit.js';
import { readScalingSearch } from './experiment-source.js';
import type { Io } from './io.js';
import { showLayout, showStep1 } from './report/step1.js';
import { stopOnSignals } from './stop-on-signals.js';
import { isPostgres } from './store.js';
import { evaluatorHere, sessionOf, WHEN_STOPPED_HERE } from './study-session.js';

export interface TripleSearchOptions {
  readonly file: string;
  readonly store: string;
  readonly artifacts?: string;
  readonly resume: boolean;
  readonly dryRun: boolean;
}

/** `isoflop scale BASE --search FILE`: trains triples of equal real budget, says which is best, and builds the family that it makes. */
export async function searchTriples(io: Io, network: string, options: TripleSearchOptions): Promise<void> {
  const search = await readScalingSearch(options.file);
  const size = sizeOf(search.base);
  const original = await readArchitecture(network, size);
  const data = await openStudyData(studyOfSearch(search, original), { io, fallback: undefined });
  const base = await fitted(network, original, size, data.shape);
  const layout = candidateTriples(base, search);
  showLayout(io, base, layout);
  if (options.dryRun) return io.answer({ base: base.name, ...layout });
  if (isPostgres(options.store))
    throw new UsageError(`--store: a scaling search trains on this machine, got ${options.store}; give an SQLite file`);
  const experiment = studyOfSearch(search, base);
  const store = await openStore(options.store);
  try {
    const place = { ...options, data, store, storeUrl: options.store };
    const evaluate = await evaluatorHere(io, experiment, place);
    const result = await runStep1({ search, base, evaluate, ...sessionOf(io, place, stopOnSignals(io, WHEN_STOPPED_HERE)) });
    io.answer({ base: base.name, ...result });
    showStep1(io, result);
    if (result.interrupted) process.exitCode = EXIT.interrupted;
    else if (result.verdict === undefined) process.exitCode = EXIT.failed;
  } finally {
    await store.close();
  }
}

function sizeOf({ width, depth, resolution }: ScalingSearch['base']): ZooOptions {
  return { ...(width !== undefined && { width }), ...(depth !== undefined && { depth }), ...(resolution !== undefined && { resolution }) };
}

/** The base with the data's classes and channels; a network file says its own. */
async function fitted(
  network: string,
  original: Architecture,
  size: ZooOptions,
  { classes, channels }: { readonly classes: number; readonly channels: number },
): Promise<Architecture> {
  if (isPublished(network)) return readArchitecture(network, { ...size, classes, channels });
  if (original.input.channels !== channels)
    throw new UsageError(`${network}: must take the data set's ${channels} channels, got ${original.input.channels}; change its input`);
  const own = lower(original).nodes.at(-1)?.output.at(-1);
  if (own !== classes) throw new UsageError(`${network}: must end in the data set's ${classes} classes, got ${own}; change its classifier`);
  return original;
}
