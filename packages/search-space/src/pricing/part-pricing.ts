import { ArchitectureError, costOfGraph, lower, type Shape, type Stage } from '@isoflop/blocks';
import type { DataShape, Params, SpacePart } from '../architecture-space.js';
import type { BudgetCost } from '../budget.js';

/** Cost of a piece of a network, and the number of the shape that leaves it. */
export interface PartPrice extends BudgetCost {
  readonly output: number;
}

/** The blocks of a piece, and what they cost behind every shape met so far: null where they do not fit. */
interface Plan {
  readonly stages: readonly Stage[];
  readonly prices: (PartPrice | null | undefined)[];
}

/** Neither changes a cost. */
const UNPRICED_SETTINGS = { batchNorm: { epsilon: 1e-3, momentum: 0.9 }, stochasticDepth: 0 } as const;

/**
 * Prices pieces by the shape that enters them, each once. Counts add up over pieces, for one tensor joins them. Shapes go by number.
 */
export class PartPricing {
  private readonly shapes: Shape[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly plans: readonly Map<number, Plan>[];
  /** Plans by what they build: different choices often make the same blocks. */
  private readonly known = new Map<string, Plan>();

  constructor(
    private readonly parts: readonly SpacePart[],
    private readonly data: DataShape,
  ) {
    this.plans = parts.map(() => new Map());
  }

  /** The number of a square image's shape. */
  imageShape(side: number): number {
    return this.numberOf([side, side, this.data.channels]);
  }

  /** `key` stands for the values that the part reads; `params` gives them when it is met first. */
  price(part: number, key: number, shape: number, params: () => Params): PartPrice | undefined {
    let plan = this.plans[part].get(key);
    if (plan === undefined) {
      plan = this.planOf(this.parts[part].make(params(), this.data));
      this.plans[part].set(key, plan);
    }
    let price = plan.prices[shape];
    if (price === undefined) {
      price = this.count(plan.stages, this.shapes[shape]);
      plan.prices[shape] = price;
    }
    return price ?? undefined;
  }

  private planOf(stages: readonly Stage[]): Plan {
    const text = JSON.stringify(stages);
    const known = this.known.get(text) ?? { stages, prices: [] };
    this.known.set(text, known);
    return known;
  }

  private count(stages: readonly Stage[], [height, width, channels]: Shape): PartPrice | null {
    try {
      const graph = lower({ name: '', input: { height, width, channels }, stem: [], stages, head: [], ...UNPRICED_SETTINGS });
      const { macs, params, activations, weightsBytes } = costOfGraph(graph);
      return { macs, params, activations, weightsBytes, output: this.numberOf(graph.nodes[graph.nodes.length - 1].output) };
    } catch (error) {
      if (error instanceof ArchitectureError) return null;
      throw error;
    }
  }

  private numberOf(shape: Shape): number {
    const key = shape.join('x');
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.shapes.length);
    return this.shapes.push(shape) - 1;
  }
}
