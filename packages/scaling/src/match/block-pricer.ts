import { type Architecture, ArchitectureError, type Block, costOf, costOfGraph, lower, type Shape } from '@isoflop/blocks';
import { type CostBySize, costAtSize, costBySize } from './cost-by-size.js';

/** The costs that add up over the blocks of a network, each equal to the field of `costOf`. */
export interface SumCost {
  readonly macs: number;
  readonly params: number;
  readonly activations: number;
}

interface PricedBlock extends SumCost {
  readonly output: Shape;
}

/** What is known of one block. */
interface BlockPrices {
  /** By the channels that enter it. */
  readonly bySize: Map<number, CostBySize>;
  /** Of a block whose cost has no such form, by the shape that enters it. */
  readonly exact: Map<string, PricedBlock>;
}

/**
 * Prices networks that share blocks, which is what scaled versions of one base are: a block is lowered once and priced
 * for any height and width that enter it, and repeats are multiplied. Exact, for blocks are joined by one tensor.
 */
export class BlockPricer {
  /** By what a block says of itself: networks made one by one have blocks of their own that are alike. */
  private readonly alike = new Map<string, BlockPrices>();
  private readonly prices = new WeakMap<Block, BlockPrices>();
  private readonly unstrided = new WeakMap<Block, Block>();

  /** Throws `ArchitectureError` where blocks do not fit together, and for counts beyond 2^53. */
  price(architecture: Architecture): SumCost {
    const total = this.sumOrExplain(architecture);
    requireExact(Math.max(2 * total.macs, total.params));
    return total;
  }

  private sumOrExplain(architecture: Architecture): SumCost {
    try {
      return this.sum(architecture);
    } catch (error) {
      // Counting the whole names the place.
      if (error instanceof ArchitectureError) costOf(architecture);
      throw error;
    }
  }

  private sum(architecture: Architecture): SumCost {
    const { input, stem, stages, head } = architecture;
    const total = { macs: 0, params: 0, activations: 0 };
    let size: Shape = [input.height, input.width, input.channels];
    const add = (block: Block, repeats: number): void => {
      for (let left = repeats; left > 0; ) {
        const priced = this.block(architecture, block, size);
        // The rest is alike once a block leaves the shape as it was.
        const times = sameSize(priced.output, size) ? left : 1;
        total.macs += priced.macs * times;
        total.params += priced.params * times;
        total.activations += priced.activations * times;
        size = priced.output;
        left -= times;
      }
    };
    for (const block of stem) add(block, 1);
    for (const { repeats, block } of stages) {
      add(block, 1);
      if (repeats > 1) add(this.repeated(block), repeats - 1);
    }
    for (const block of head) add(block, 1);
    return total;
  }

  private block(context: Architecture, block: Block, size: Shape): PricedBlock {
    const [height, width, channels] = size;
    const prices = this.pricesOf(block);
    const known = prices.bySize.get(channels);
    if (known !== undefined) return costAtSize(known, height, width);
    const exact = prices.exact.get(size.join('x'));
    if (exact !== undefined) return exact;
    const graph = lower({ ...context, input: { height, width, channels }, stem: [block], stages: [], head: [] });
    const bySize = costBySize(graph);
    if (bySize !== undefined) {
      prices.bySize.set(channels, bySize);
      return costAtSize(bySize, height, width);
    }
    const { macs, params, activations } = costOfGraph(graph);
    const priced = { macs, params, activations, output: graph.nodes[graph.nodes.length - 1].output };
    prices.exact.set(size.join('x'), priced);
    return priced;
  }

  /** The block as a stage repeats it. */
  private repeated(block: Block): Block {
    if (!('stride' in block) || block.stride === 1) return block;
    let repeated = this.unstrided.get(block);
    if (repeated === undefined) {
      repeated = { ...block, stride: 1 };
      this.unstrided.set(block, repeated);
    }
    return repeated;
  }

  private pricesOf(block: Block): BlockPrices {
    let prices = this.prices.get(block);
    if (prices === undefined) {
      const key = JSON.stringify(block);
      prices = this.alike.get(key) ?? { bySize: new Map(), exact: new Map() };
      this.alike.set(key, prices);
      this.prices.set(block, prices);
    }
    return prices;
  }
}

function sameSize(a: Shape, b: Shape): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}

function requireExact(largest: number): void {
  if (Number.isSafeInteger(largest)) return;
  throw new ArchitectureError(
    '',
    'every count must stay below 2^53 to be exact',
    largest,
    'lower the resolution, the channels or the repeats',
  );
}
