import { join } from 'node:path';
import { type Architecture, lower } from '@isoflop/blocks';
import {
  type Evidence,
  type ExportedFile,
  exportModel,
  type FormatName,
  formatNames,
  type Normalization,
  type SkippedFormat,
  verdictText,
} from '@isoflop/export';
import type { Artifact, ResultsStore, Trial } from '@isoflop/results-store';
import { buildModel, type NamedWeights, openBackend, type TensorFlow } from '@isoflop/runtime';
import { type StudySummary, summarize } from '@isoflop/search';
import { parseWeights, readWeights } from '@isoflop/training';
import { Command } from 'commander';
import { isNetwork, readArchitecture } from '../architecture-source.js';
import { EXIT, UsageError } from '../exit.js';
import { evidenceOf } from '../export-evidence.js';
import { trainingOf } from '../export-training.js';
import { table, trialDocument } from '../format.js';
import type { Io } from '../io.js';
import { artifactsOption, DEFAULT_STORE, wholeNumber } from '../options.js';
import { artifactsFolder, withStore } from '../store.js';
import { version } from '../version.js';

interface ExportOptions {
  trial: string;
  seed: number;
  format: FormatName[];
  out?: string;
  verify: boolean;
  store: string;
  artifacts?: string;
}

/** A model to export and the folder it goes to. */
interface Subject {
  readonly architecture: Architecture;
  readonly folder: string;
  readonly about: Record<string, unknown>;
  readonly normalization?: Normalization | undefined;
  readonly evidence?: Evidence | undefined;
  /** Undefined where none are kept. */
  weights(tf: TensorFlow): Promise<NamedWeights[] | undefined>;
}

/** `isoflop export STUDY|FILE|NAME`: files that other tools load. */
export function exportVerb(io: Io): Command {
  return new Command('export')
    .description('write trained networks as files that other tools load')
    .argument(
      '<study>',
      "a study; or a published network, a network file (ours, pycls YAML, timm JSON) or timm's block strings: weights are then random",
    )
    .option('--trial <which>', 'best, pareto (the whole front), each as retrained where it was; or a number', 'best')
    .option('--seed <n>', 'of random weights, for a file or published network', wholeNumber(0), 0)
    .option('--format <list>', `of ${formatNames.join(', ')}, or all`, formatList, [...formatNames])
    .option('--out <folder>', 'where to; exports/STUDY-trial-N unless given')
    .option('--verify', 'read every file back and compare outputs', false)
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .addOption(artifactsOption())
    .option('--json', 'one JSON document on stdout')
    .action(async (subject: string, options: ExportOptions) => {
      const subjects = isNetwork(subject)
        ? [await untrained(subject, options)]
        : await withStore(options.store, (store) => trained(store, subject, options));
      const { tf } = await openBackend('wasm');
      const files: ReturnType<typeof fileDocument>[] = [];
      const skipped: (SkippedFormat & { folder: string })[] = [];
      for (const { architecture, folder, about, normalization, evidence, weights } of subjects) {
        const exportable = { architecture, graph: lower(architecture), weights: await weights(tf), normalization, evidence, about, tf };
        const exported = await exportModel(exportable, options.format, folder, options.verify, (format) =>
          io.say(`${architecture.name}: ${format} ${options.verify ? 'is written and read back' : 'is written'}`),
        );
        files.push(...exported.files.map((file) => fileDocument(file, folder)));
        skipped.push(...exported.skipped.map((each) => ({ ...each, folder })));
      }
      io.answer({ files, skipped });
      io.show(
        table(
          ['format', 'file', 'bytes', 'verified'],
          files.map(({ format, path, bytes, check }) => [format, path, bytes, check]),
        ),
      );
      for (const { format, folder, reason } of skipped) io.say(`${folder}: no ${format}: ${reason}`);
      // Of all formats those that a network cannot have are no failure; of those that were named they are.
      if (skipped.length > 0 && options.format.length < formatNames.length) {
        io.say(`${skipped.map(({ format }) => format).join(', ')} could not be written; the reasons are above`);
        process.exitCode = EXIT.failed;
      }
    });
}

function fileDocument({ verdict, ...file }: ExportedFile, folder: string) {
  const check = verdict === undefined ? 'no (--verify)' : verdict.verified ? verdictText(verdict) : `no: ${verdict.reason}`;
  return {
    ...file,
    path: join(folder, file.path),
    verified: verdict?.verified ?? false,
    ...(verdict?.verified && { maxAbsError: verdict.maxAbsError, ...verdict.rounding }),
    check,
  };
}

async function untrained(network: string, { seed, out }: ExportOptions): Promise<Subject> {
  const architecture = await readArchitecture(network);
  return {
    architecture,
    folder: out ?? join('exports', architecture.name),
    about: { weights: { origin: 'random', seed }, versions: { isoflop: version } },
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
  const summary = await summarize(store, study);
  const trials = await selected(store, summary, options.trial);
  return Promise.all(
    trials.map(async (trial): Promise<Subject> => {
      const architecture = await store.architecture(trial.architectureHash);
      if (!architecture || trial.state !== 'complete') {
        throw new UsageError(
          `${study}, trial ${trial.number}: only a complete trial can be exported, this one is ${trial.state}; choose another with --trial`,
        );
      }
      const curve = await store.metrics(trial.id);
      const record = (await store.artifacts(trial.id)).find((artifact) => artifact.kind === 'weights');
      // While the store is open.
      const content = record && (await storedWeights(store, record));
      const name = `${study}-trial-${trial.number}`;
      return {
        architecture: { ...architecture, name },
        folder: options.out === undefined ? join('exports', name) : trials.length > 1 ? join(options.out, name) : options.out,
        about: {
          weights: { origin: 'trained', study, trial: trial.number, sha256: record?.sha256 ?? null },
          results: trialDocument(trial),
          ...trainingOf(trial, spec, curve),
          experiment: spec,
          facts: trial.facts,
          versions: versionsOf(trial),
        },
        evidence: evidenceOf(trial, spec, summary.finalists),
        normalization: trial.facts?.normalization as unknown as Normalization | undefined,
        weights: async () => content ?? (record && fileWeights(join(artifactsFolder(options.store, options.artifacts), record.path))),
      };
    }),
  );
}

/** Of what trained the network, and of what exported it. */
function versionsOf({ facts }: Trial) {
  const { isoflop: trainedBy, node, software } = (facts ?? {}) as Record<string, Record<string, unknown> | string | undefined>;
  const { tfjsVersion, tensorflowVersion } = (software ?? {}) as Record<string, unknown>;
  return { isoflop: version, trainedBy, node, tensorflowjs: tfjsVersion, tensorflow: tensorflowVersion };
}

async function selected(store: ResultsStore, { study, best, front, finalists }: StudySummary, which: string): Promise<readonly Trial[]> {
  const number = Number(which);
  if (Number.isSafeInteger(number) && number > 0) return [await store.trial(study, number)];
  if (which !== 'best' && which !== 'pareto')
    throw new UsageError(`--trial must be best, pareto or a number, got ${which}; try --trial best`);
  if (!best)
    throw new UsageError(`${study}: no trial is complete yet, so there is none to export; wait, or go on with isoflop search --resume`);
  // What was retrained from scratch is what is worth taking home; the search trained the same network only long enough to rank it.
  if (which === 'best') return [finalists[0]?.runs[0] ?? best];
  return front.map((trial) => finalists.find(({ runs: [run] }) => run.architectureHash === trial.architectureHash)?.runs[0] ?? trial);
}

/** The weights that the store keeps itself. */
async function storedWeights(store: ResultsStore, { sha256 }: Artifact): Promise<NamedWeights[] | undefined> {
  const content = await store.content(sha256);
  return content && parseWeights(content, `content ${sha256}`).weights;
}

/** The weights in a file, or undefined when it is gone: what needs none is then still exported. */
async function fileWeights(file: string): Promise<NamedWeights[] | undefined> {
  try {
    return (await readWeights(file)).weights;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
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
