import { architectureHash, costOfGraph, flops, type LayerCost, layerCosts, lower } from '@isoflop/blocks';
import { Command } from 'commander';
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
    .option('--layers', 'every operation')
    .option('--json', 'one JSON document on stdout')
    .action(async (network: string, options: CostOptions) => {
      const architecture = await readArchitecture(network, options);
      const graph = lower(architecture);
      const cost = costOfGraph(graph);
      const layers = options.layers ? layerCosts(graph) : undefined;
      io.answer({
        name: architecture.name,
        input: architecture.input,
        hash: architectureHash(architecture),
        ...cost,
        paramsTrainable: cost.params,
        flops: flops(cost.macs),
        layers,
      });
      const { input } = architecture;
      io.show(`${architecture.name} at ${input.height}x${input.width}x${input.channels}`);
      io.show(totals({ ...cost, flops: flops(cost.macs) }));
      if (layers) io.show(`\n${layerTable(layers)}`);
    });
}

function totals(cost: ReturnType<typeof costOfGraph> & { flops: number }): string {
  const { conv, depthwise, pointwise, dense, se } = cost.macsByOp;
  return table(
    ['', ''],
    [
      ['params (trainable)', whole(cost.params)],
      ['MACs (multiply-adds)', whole(cost.macs)],
      ['  convolution', whole(conv)],
      ['  depthwise', whole(depthwise)],
      ['  pointwise (1x1)', whole(pointwise)],
      ['  dense', whole(dense)],
      ['  squeeze-and-excite', whole(se)],
      ['FLOPs (2 x MACs)', whole(cost.flops)],
      ['activations (conv and dense outputs)', whole(cost.activations)],
      ['peak activation bytes (inference, float32)', whole(cost.peakActivationBytes)],
      ['weights bytes (float32)', whole(cost.weightsBytes)],
    ],
  ).trimStart();
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
