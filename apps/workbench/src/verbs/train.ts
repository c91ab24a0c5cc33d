import { readFile } from 'node:fs/promises';
import { ArchitectureError, parseArchitecture } from '@isoflop/blocks';
import { type TrainedDocument, trainedDocument } from '@isoflop/export';
import type { BackendRequest } from '@isoflop/runtime';
import { BACKENDS } from '@isoflop/search-space';
import { type EpochMetrics, runInProcess, type TrainJob } from '@isoflop/training';
import { Command, Option } from 'commander';
import { percent, table } from '../format.js';
import type { Io } from '../io.js';

interface TrainOptions {
  backend?: BackendRequest;
  weights?: string;
}

type Curve = TrainedDocument['curve'];

/** `isoflop train FILE`: trains an exported network anew, from its file alone, and compares the curve. */
export function trainVerb(io: Io): Command {
  return new Command('train')
    .description('train an exported network anew from its architecture.json alone, and compare with the recorded curve')
    .argument('<file>', 'architecture.json of a trained trial, as isoflop export writes it')
    .addOption(new Option('--backend <name>', 'what trains; that of the file unless given').choices(BACKENDS))
    .option('--weights <file>', 'keep the trained weights in this .safetensors file')
    .option('--json', 'one JSON document on stdout')
    .action(async (file: string, options: TrainOptions) => {
      const document = trainedDocument(await readJson(file));
      const recorded = document.training.backend;
      const job = jobOf(document, options.backend ?? (recorded as BackendRequest));
      const curve: Curve[number][] = [];
      const result = await runInProcess(job, {
        timeoutSeconds: Number.POSITIVE_INFINITY,
        ...(options.weights !== undefined && { weightsFile: options.weights }),
        log: (line) => io.say(line),
        onEpoch: (metrics) => {
          curve.push(...pointsOf(metrics));
          io.say(
            `epoch ${metrics.epoch}/${metrics.epochs}  loss ${metrics.trainLoss.toFixed(4)}  accuracy ${percent(metrics.validationAccuracy)}`,
          );
        },
      });
      const largest = largestDifference(document.curve, curve);
      const reproduced = largest === 0;
      io.answer({
        backend: result.backend,
        recordedBackend: recorded,
        accuracy: result.accuracy,
        curve,
        reproduced,
        largestDifference: largest,
      });
      io.show(curveTable(document.curve, curve));
      io.show(verdictOf(largest, recorded, result.backend));
    });
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ArchitectureError('', `${file} must be a JSON file`, (error as Error).message, 'give the architecture.json of an export');
  }
}

function jobOf({ architecture, training }: TrainedDocument, backend: BackendRequest): TrainJob {
  const { dataset, recipe, epochs, seed } = training;
  return {
    architecture: parseArchitecture(architecture),
    dataset,
    // The fields of a recipe are the training package's own; the file has them all.
    recipe: recipe as unknown as TrainJob['recipe'],
    epochs,
    seed,
    backend,
  };
}

const pointsOf = ({ epoch, trainLoss, validationLoss, validationAccuracy }: EpochMetrics): Curve => [
  { epoch, name: 'loss', value: trainLoss },
  { epoch, name: 'val-loss', value: validationLoss },
  { epoch, name: 'val-accuracy', value: validationAccuracy },
];

/** Largest absolute difference of two curves; infinite where one has a point that the other has not. */
function largestDifference(recorded: Curve, again: Curve): number {
  const key = ({ epoch, name }: Curve[number]) => `${epoch} ${name}`;
  const values = new Map(again.map((point) => [key(point), point.value]));
  if (values.size !== recorded.length) return Number.POSITIVE_INFINITY;
  return recorded.reduce((largest, point) => {
    const value = values.get(key(point));
    return Math.max(largest, value === undefined ? Number.POSITIVE_INFINITY : Math.abs((value ?? 0) - (point.value ?? 0)));
  }, 0);
}

function curveTable(recorded: Curve, again: Curve): string {
  const find = (curve: Curve, epoch: number, name: string) => curve.find((point) => point.epoch === epoch && point.name === name)?.value;
  const shown = (value: number | null | undefined) => value?.toFixed(4) ?? '-';
  const epochs = [...new Set([...recorded, ...again].map(({ epoch }) => epoch))];
  return table(
    ['epoch', 'loss', 'recorded', 'validation loss', 'recorded', 'accuracy', 'recorded'],
    epochs.map((epoch) => [
      epoch,
      ...['loss', 'val-loss'].flatMap((name) => [shown(find(again, epoch, name)), shown(find(recorded, epoch, name))]),
      percent(find(again, epoch, 'val-accuracy')),
      percent(find(recorded, epoch, 'val-accuracy')),
    ]),
  );
}

function verdictOf(largest: number, recorded: string, backend: string): string {
  if (largest === 0) return `the curve is the recorded one, on ${backend}`;
  const why = backend === recorded ? 'of another version or machine, see versions and facts in the file' : 'backends round differently';
  return `the curve differs by up to ${largest.toExponential(1)}: recorded on ${recorded}, trained on ${backend}; ${why}`;
}
