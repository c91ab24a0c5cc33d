import { dirname, join } from 'node:path';
import { type Architecture, architectureHash, lower, zooEntries } from '@isoflop/blocks';
import { exportModel, type FormatName, formatNames } from '@isoflop/export';
import type { ResultsStore, Trial } from '@isoflop/results-store';
import { buildModel, type NamedWeights, openBackend, type TensorFlow } from '@isoflop/runtime';
import { summarize } from '@isoflop/search';
import { readWeights } from '@isoflop/training';
import { Command } from 'commander';
import { readArchitecture } from '../architecture-source.js';
import { UsageError } from '../exit.js';
import { table, trialDocument } from '../format.js';
import type { Io } from '../io.js';
import { DEFAULT_STORE, wholeNumber } from '../options.js';
import { artifactsFolder, withStore } from '../store.js';

interface ExportOptions {
  trial: string;
  seed: number;
  format: FormatName[];
  out?: string;
  verify: boolean;
  store: string;
}

/** A model to export and the folder it goes to. */
interface Subject {
  readonly architecture: Architecture;
  readonly folder: string;
  readonly about: Record<string, unknown>;
  weights(tf: TensorFlow): Promise<NamedWeights[]>;
}

/** `isoflop export STUDY|FILE|NAME`: files that other tools load. */
export function exportVerb(io: Io): Command {
  return new Command('export')
    .description('write trained networks as files that other tools load')
    .argument('<study>', 'a study; or an architecture file or published network, whose weights are then random')
    .option('--trial <which>', 'best, pareto (the whole front), or a number', 'best')
    .option('--seed <n>', 'of random weights, for a file or published network', wholeNumber(0), 0)
    .option('--format <list>', `of ${formatNames.join(', ')}, or all`, formatList, [...formatNames])
    .option('--out <folder>', 'where to; exports/STUDY-trial-N unless given')
    .option('--verify', 'read every file back and compare outputs', false)
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--json', 'one JSON document on stdout')
    .action(async (subject: string, options: ExportOptions) => {
      const subjects = isNetwork(subject)
        ? [await untrained(subject, options)]
        : await withStore(options.store, (store) => trained(store, subject, options));
      const { tf } = await openBackend('wasm');
      const files = [];
      for (const { architecture, folder, about, weights } of subjects) {
        const graph = lower(architecture);
        const exportable = { architecture, graph, weights: await weights(tf), about, tf };
        const written = await exportModel(exportable, options.format, folder, options.verify);
        files.push(...written.map((file) => ({ ...file, path: join(folder, file.path) })));
      }
      io.answer({ files });
      io.show(
        table(
          ['format', 'file', 'bytes', 'verified'],
          files.map(({ format, path, bytes, verified, maxAbsError }) => [
            format,
            path,
            bytes,
            verified ? `yes, largest error ${maxAbsError?.toExponential(1)}` : 'no (--verify)',
          ]),
        ),
      );
    });
}

function isNetwork(subject: string): boolean {
  return subject.endsWith('.json') || zooEntries.some((entry) => entry.name === subject);
}

async function untrained(network: string, { seed, out }: ExportOptions): Promise<Subject> {
  const architecture = await readArchitecture(network);
  return {
    architecture,
    folder: out ?? join('exports', architecture.name),
    about: { weights: { origin: 'random', seed } },
    weights: async (tf) => {
      const model = buildModel(tf, lower(architecture), { seed });
      try {
        return model.weights();
      } finally {
        model.dispose();
      }
    },
  };
}

async function trained(store: ResultsStore, study: string, options: ExportOptions): Promise<Subject[]> {
  const { spec } = await store.study(study);
  const trials = await selected(store, study, options.trial);
  return Promise.all(
    trials.map(async (trial): Promise<Subject> => {
      const architecture = await store.architecture(trial.architectureHash);
      const record = (await store.artifacts(trial.id)).find((artifact) => artifact.kind === 'weights');
      if (!architecture || !record)
        throw new UsageError(
          `${study}, trial ${trial.number}: only a trial with stored weights can be exported, this one is ${trial.state}; choose another with --trial`,
        );
      const name = `${study}-trial-${trial.number}`;
      return {
        architecture: { ...architecture, name },
        folder: options.out === undefined ? join('exports', name) : trials.length > 1 ? join(options.out, name) : options.out,
        about: {
          weights: { origin: 'trained', study, trial: trial.number, sha256: record.sha256 },
          results: trialDocument(trial),
          experiment: spec,
          facts: trial.facts,
        },
        weights: async () => (await weightsOf(join(artifactsFolder(options.store), record.path), architecture)).weights,
      };
    }),
  );
}

async function selected(store: ResultsStore, study: string, which: string): Promise<readonly Trial[]> {
  const number = Number(which);
  if (Number.isSafeInteger(number) && number > 0) return [await store.trial(study, number)];
  if (which !== 'best' && which !== 'pareto')
    throw new UsageError(`--trial must be best, pareto or a number, got ${which}; try --trial best`);
  const { best, front } = await summarize(store, study);
  if (!best)
    throw new UsageError(`${study}: no trial is complete yet, so there is none to export; wait, or go on with isoflop search --resume`);
  return which === 'best' ? [best] : front;
}

async function weightsOf(file: string, architecture: Architecture) {
  try {
    return await readWeights(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UsageError(
      `${file}: the weights of ${architectureHash(architecture).slice(0, 12)} must be there, the file is gone; train again, or name the store that ${dirname(file)} belongs to`,
    );
  }
}

function formatList(text: string): FormatName[] {
  if (text === 'all') return [...formatNames];
  return text.split(',').map((name) => {
    const known = formatNames.find((format) => format === name.trim());
    if (!known) throw new UsageError(`--format must be of ${formatNames.join(', ')}, got ${name}; or write all`);
    return known;
  });
}
