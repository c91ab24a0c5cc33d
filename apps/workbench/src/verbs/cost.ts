import { architectureHash, CONVENTIONS, type Cost, costOfGraph, flops, type LayerCost, layerCosts, lower } from '@isoflop/blocks';
import { Command, Option } from 'commander';
import { readArchitecture } from '../architecture-source.js';
import { table } from '../format.js';
import type { Io } from '../io.js';
import { positiveNumber, wholeNumber } from '../options.js';

interface CostOptions {
  width?: number;
  depth?: number;
  resolution?: number;
  classes?: number;
  channels?: number;
  convention?: string;
  layers?: boolean;
}

/** `isoflop cost NAME|FILE`: exact cost of a network. */
export function costVerb(io: Io): Command {
  return new Command('cost')
    .description('exact cost of a published network or an architecture file')
    .argument('<network>', 'a name that `isoflop zoo` lists, or a JSON file')
    .option('--width <factor>', 'multiply channels', positiveNumber)
    .option('--depth <factor>', 'multiply repeats', positiveNumber)
    .option('--resolution <pixels>', 'input height and width', wholeNumber(1))
    .option('--classes <n>', 'classes of the classifier', wholeNumber(1))
    .option('--channels <n>', 'channels of the input', wholeNumber(1))
    .addOption(new Option('--convention <name>', 'how others count it').choices([...CONVENTIONS.map(({ name }) => name), 'all']))
    .option('--layers', 'every operation')
    .option('--json', 'one JSON document on stdout')
    .action(async (network: string, options: CostOptions) => {
      const architecture = await readArchitecture(network, options);
      const graph = lower(architecture);
      const cost = costOfGraph(graph);
      const conventions = CONVENTIONS.filter(({ name }) => options.convention === 'all' || options.convention === name);
      const layers = options.layers ? layerCosts(graph) : undefined;
      io.answer({
        name: architecture.name,
        input: architecture.input,
        hash: architectureHash(architecture),
        ...cost,
        paramsTrainable: cost.params,
        flops: flops(cost.macs),
        conventions: options.convention && Object.fromEntries(conventions.map(({ name, of }) => [name, of(cost)])),
        layers,
      });
      const { input } = architecture;
      io.show(`${architecture.name} at ${input.height}x${input.width}x${input.channels}`);
      io.show(totals(cost));
      if (conventions.length > 0) io.show(`\n${conventionTable(conventions, cost)}`);
      if (layers) io.show(`\n${layerTable(layers)}`);
    });
}

function totals(cost: Cost): string {
  const { conv, depthwise, pointwise, dense, se } = cost.macsByOp;
  return table(
    ['', ''],
    [
      ['params (trainable)', whole(cost.params)],
      ['running averages (not trainable)', whole(cost.buffers)],
      ['MACs (multiply-adds)', whole(cost.macs)],
      ['  convolution', whole(conv)],
      ['  depthwise', whole(depthwise)],
      ['  pointwise (1x1)', whole(pointwise)],
      ['  dense', whole(dense)],
      ['  squeeze-and-excite', whole(se)],
      ['FLOPs (2 x MACs)', whole(flops(cost.macs))],
      ['activations (conv and dense outputs)', whole(cost.activations)],
      ['peak activation bytes (inference, float32)', whole(cost.peakActivationBytes)],
      ['peak activation bytes (training, float32, per image)', whole(cost.peakTrainingBytes)],
      ['weights bytes (float32)', whole(cost.weightsBytes)],
      ['arithmetic intensity (FLOPs per byte moved)', cost.arithmeticIntensity.toFixed(2)],
    ],
  ).trimStart();
}

function conventionTable(conventions: typeof CONVENTIONS, cost: Cost): string {
  return table(
    ['convention', 'count', 'what it counts'],
    conventions.map(({ name, counts, of }) => [name, whole(of(cost)), counts]),
  );
}

function layerTable(layers: readonly LayerCost[]): string {
  return table(
    ['path', 'op', 'output', 'params', 'MACs', 'activations'],
    layers.map((layer) => [layer.path, layer.op, layer.output.join('x'), whole(layer.params), whole(layer.macs), whole(layer.activations)]),
  );
}

function whole(value: number): string {
  return value.toLocaleString('en');
}
