import type { Block } from './blocks/registry.js';
import { type Cost, costOf, costOfGraph } from './cost.js';
import { ArchitectureError } from './error.js';
import type { Architecture, Stage } from './ir/architecture.js';
import { GraphBuilder, type NodeRef } from './ir/graph.js';
import { appendBlocks, appendStage } from './ir/lower.js';
import type { Shape } from './ir/shape.js';

/**
 * A space of networks: each stem, stage and head is one of several. What a person calls a choice of kernel, expansion, width or depth is here
 * one index per stage into the list of everything that stage may be.
 */
export interface ArchitectureChoices {
  readonly name: string;
  /** Heights (and widths) of the image. */
  readonly resolutions: readonly number[];
  /** Channels of the image. */
  readonly channels: number;
  readonly stems: readonly (readonly Block[])[];
  readonly stages: readonly (readonly Stage[])[];
  readonly heads: readonly (readonly Block[])[];
  readonly batchNorm: Architecture['batchNorm'];
  readonly stochasticDepth: number;
}

/** The costs that add up over the parts of a network, and the peak, which is the largest of theirs. */
export type Price = Pick<Cost, 'params' | 'macs' | 'activations' | 'peakActivationBytes' | 'weightsBytes'>;

/** A space compiled to tables. A candidate's genes are indices: resolution, stem, every stage, head. */
export interface Pricing {
  /** How many values each gene has. */
  readonly choices: readonly number[];
  /** The price of a candidate, equal to that of `costOf(architecture(genes))`. Throws `ArchitectureError` for genes out of range or ops that do not fit. */
  price(genes: ArrayLike<number>): Price;
  architecture(genes: ArrayLike<number>): Architecture;
}

/** Values per table entry: params, macs, activations, peak bytes, weights bytes. */
const FIELDS = 5;
/** A table entry takes 44 bytes, so this is 44 MB. */
const MOST_ENTRIES = 1_000_000;
/** In place of a shape's number: this part does not fit the shape that enters it. */
const UNFIT = -1;

/**
 * Prices every part of a space once for every shape that can enter it. A candidate then costs one table look-up per part, exactly, for parts
 * are joined by one tensor: counts add up, and no tensor but that one is alive on both sides of a joint.
 */
export function compilePricing(choices: ArchitectureChoices): Pricing {
  const parts = partsOf(choices);
  const counts = [choices.resolutions.length, ...parts.map((part) => part.length)];
  const { costs, next, bases } = tabulate(parts, choices);
  const partCounts = Int32Array.from(counts.slice(1));
  const resolutions = counts[0];
  const architecture = (genes: ArrayLike<number>) => choose(choices, counts, genes);
  return {
    choices: counts,
    architecture,
    price(genes) {
      let shape = genes[0] < resolutions ? genes[0] : UNFIT;
      let params = 0;
      let macs = 0;
      let activations = 0;
      let peakActivationBytes = 0;
      let weightsBytes = 0;
      for (let part = 0; part < partCounts.length; part++) {
        const gene = genes[part + 1];
        const entry = bases[part] + shape * partCounts[part] + gene;
        if (!(gene >= 0 && gene < partCounts[part] && shape >= 0)) return costOf(architecture(genes));
        // Shapes are followed through a table of their own, small enough for the cache, so that the reads of costs need not wait for each other.
        shape = next[entry];
        const field = entry * FIELDS;
        params += costs[field];
        macs += costs[field + 1];
        activations += costs[field + 2];
        peakActivationBytes = Math.max(peakActivationBytes, costs[field + 3]);
        weightsBytes += costs[field + 4];
      }
      return shape >= 0 ? { params, macs, activations, peakActivationBytes, weightsBytes } : costOf(architecture(genes));
    },
  };
}

/** Appends what a choice stands for. */
type Append = (graph: GraphBuilder, input: NodeRef) => NodeRef;

function partsOf({ stems, stages, heads, batchNorm }: ArchitectureChoices): Append[][] {
  const blocks =
    (path: string) =>
    (list: readonly Block[]): Append =>
    (graph, input) =>
      appendBlocks(graph, input, path, list, batchNorm);
  return [
    stems.map(blocks('stem')),
    ...stages.map((variants, s) =>
      variants.map(
        (stage): Append =>
          (graph, input) =>
            appendStage(graph, input, `stages/${s}`, stage, batchNorm, () => 0),
      ),
    ),
    heads.map(blocks('head')),
  ];
}

/** Tables of all parts end to end: costs, the number of the shape that comes out, and where each part begins (in entries). */
interface Tables {
  readonly costs: Float64Array;
  readonly next: Int32Array;
  readonly bases: Int32Array;
}

function tabulate(parts: readonly (readonly Append[])[], { resolutions, channels }: ArchitectureChoices): Tables {
  const costs: number[][] = [];
  const next: number[] = [];
  const bases: number[] = [];
  let shapes: Shape[] = resolutions.map((side) => [side, side, channels]);
  for (const part of parts) {
    bases.push(next.length);
    refuseHuge(next.length + shapes.length * part.length);
    const outputs = new ShapeNumbers();
    for (const input of shapes) {
      for (const append of part) {
        const priced = priceOne(append, input);
        costs.push(priced?.price ?? [0, 0, 0, 0, 0]);
        next.push(priced ? outputs.numberOf(priced.output) : UNFIT);
      }
    }
    shapes = outputs.shapes;
  }
  refuseInexact(costs, bases);
  return { costs: Float64Array.from(costs.flat()), next: Int32Array.from(next), bases: Int32Array.from(bases) };
}

/** Numbers distinct shapes in the order in which they are met. */
class ShapeNumbers {
  readonly shapes: Shape[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(shape: Shape): number {
    const key = shape.join('x');
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.shapes.length);
    return this.shapes.push(shape) - 1;
  }
}

function priceOne(append: Append, input: Shape): { price: number[]; output: Shape } | undefined {
  try {
    const graph = new GraphBuilder(input);
    const output = append(graph, 0);
    const { params, macs, activations, peakActivationBytes, weightsBytes } = costOfGraph(graph.build());
    return { price: [params, macs, activations, peakActivationBytes, weightsBytes], output: graph.shape(output) };
  } catch (error) {
    // Only some candidates lead here; `price` names what does not fit when it meets one of them.
    if (error instanceof ArchitectureError) return undefined;
    throw error;
  }
}

function refuseHuge(entries: number): void {
  if (entries <= MOST_ENTRIES) return;
  throw new ArchitectureError(
    'space',
    `a compiled space may have at most ${MOST_ENTRIES} combinations of input shape and choice, over all its parts`,
    entries,
    'offer fewer widths, resolutions or blocks',
  );
}

/** The dearest choice of every part together must stay within exact integers. */
function refuseInexact(costs: readonly (readonly number[])[], bases: readonly number[]): void {
  for (let field = 0; field < FIELDS; field++) {
    const largest = bases.map((base, part) => costs.slice(base, bases[part + 1]).reduce((most, entry) => Math.max(most, entry[field]), 0));
    const most = largest.reduce((sum, value) => sum + value, 0);
    if (Number.isSafeInteger(most)) continue;
    throw new ArchitectureError('space', 'every count must stay below 2^53 to be exact', most, 'offer fewer channels or repeats');
  }
}

function choose(choices: ArchitectureChoices, counts: readonly number[], genes: ArrayLike<number>): Architecture {
  if (genes.length !== counts.length) {
    throw new ArchitectureError(
      'genes',
      `a candidate has ${counts.length} genes`,
      genes.length,
      'give resolution, stem, every stage, head',
    );
  }
  counts.forEach((count, i) => {
    if (Number.isInteger(genes[i]) && genes[i] >= 0 && genes[i] < count) return;
    throw new ArchitectureError(
      `genes/${i}`,
      `this gene is a whole number from 0 to ${count - 1}`,
      genes[i],
      'give an index of its choices',
    );
  });
  const side = choices.resolutions[genes[0]];
  return {
    name: choices.name,
    input: { height: side, width: side, channels: choices.channels },
    stem: choices.stems[genes[1]],
    stages: choices.stages.map((variants, s) => variants[genes[s + 2]]),
    head: choices.heads[genes[counts.length - 1]],
    batchNorm: choices.batchNorm,
    stochasticDepth: choices.stochasticDepth,
  };
}
