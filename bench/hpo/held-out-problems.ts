import { categorical, choice, float, int } from 'hyperopt-js';
import { floats, vector } from './listed-problems.js';
import type { Problem } from './problem.js';

const BUDGETS = [50, 100, 200] as const;

const HARTMANN_A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const HARTMANN_P = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

const hartmann6: Problem = {
  key: 'hartmann6',
  space: floats(6, 0, 1),
  objectives: 1,
  budgets: BUDGETS,
  optimum: -3.32236801141551,
  evaluate(params) {
    const x = vector(params);
    const sum = [1, 1.2, 3, 3.2].reduce((total, weight, i) => {
      const inner = x.reduce((s, value, j) => s + HARTMANN_A[i]![j]! * (value - HARTMANN_P[i]![j]!) ** 2, 0);
      return total + weight * Math.exp(-inner);
    }, 0);
    return { values: [-sum] };
  },
};

const ackley8: Problem = {
  key: 'ackley8',
  space: floats(8, -12, 20),
  objectives: 1,
  budgets: BUDGETS,
  optimum: 0,
  evaluate(params) {
    const x = vector(params);
    const [squares, waves] = [x.reduce((s, v) => s + v * v, 0) / x.length, x.reduce((s, v) => s + Math.cos(2 * Math.PI * v), 0) / x.length];
    return { values: [-20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(waves) + 20 + Math.E] };
  },
};

const levy4: Problem = {
  key: 'levy4',
  space: floats(4, -10, 10),
  objectives: 1,
  budgets: BUDGETS,
  optimum: 0,
  evaluate(params) {
    const w = vector(params).map((v) => 1 + (v - 1) / 4);
    const last = w.at(-1)!;
    let sum = Math.sin(Math.PI * w[0]!) ** 2 + (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2);
    for (const v of w.slice(0, -1)) sum += (v - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * v + 1) ** 2);
    return { values: [sum] };
  },
};

/** Styblinski-Tang in 20 dimensions, of which most matter alike. */
const tang20: Problem = {
  key: 'tang20',
  space: floats(20, -5, 5),
  objectives: 1,
  budgets: BUDGETS,
  optimum: -39.16616570377142,
  evaluate: (params) => ({ values: [vector(params).reduce((s, v) => s + v ** 4 - 16 * v * v + 5 * v, 0) / 2 / 20] }),
};

/** Conditional: each optimiser has parameters of its own, and the network's depth interacts with its learning rate. */
const recipe: Problem = {
  key: 'recipe',
  space: {
    optimizer: choice({
      sgd: { lr: float(1e-4, 1, { log: true }), momentum: float(0, 0.99) },
      adam: { lr: float(1e-6, 1e-1, { log: true }), beta: float(0.8, 0.999) },
      none: {},
    }),
    depth: int(2, 24, { step: 2 }),
    width: int(16, 256, { log: true, step: 16 }),
    block: categorical(['plain', 'residual', 'dense']),
    decay: float(1e-6, 1e-1, { log: true }),
  },
  objectives: 1,
  budgets: BUDGETS,
  optimum: 0,
  evaluate({ optimizer, depth, width, block, decay }) {
    const deep = block === 'plain' ? 0.02 * Math.max(0, depth - 8) : block === 'dense' ? 0.1 : 0;
    const net = ((depth - 16) / 12) ** 2 + 0.3 * Math.log2(width / 128) ** 2 + deep + 0.05 * (Math.log10(decay) + 4) ** 2;
    if (optimizer.kind === 'none') return { values: [net + 2] };
    const target = optimizer.kind === 'sgd' ? -1 : -3;
    const rate = 0.5 * (Math.log10(optimizer.lr) - target + (depth - 16) / 20) ** 2;
    const own = optimizer.kind === 'sgd' ? 0.1 + 2 * (optimizer.momentum - 0.9) ** 2 : 4 * (optimizer.beta - 0.9) ** 2;
    return { values: [net + rate + own] };
  },
};

/** Noise: the same point gives values that differ by a tenth (deterministic in the params). */
const noisy6: Problem = {
  key: 'noisy6',
  space: floats(6, -3, 3),
  objectives: 1,
  budgets: BUDGETS,
  optimum: -0.3,
  evaluate(params) {
    const x = vector(params);
    const hash = Math.sin(x.reduce((s, v, i) => s + v * (12.9898 + 78.233 * i), 0)) * 43758.5453;
    return { values: [x.reduce((s, v, i) => s + ((i + 1) / 6) * (v - 1) ** 2, 0) + 0.3 * (2 * (hash - Math.floor(hash)) - 1)] };
  },
};

/** A constraint cuts the optimum of a bowl off (Gramacy's toy problem, two inequality constraints). */
const gramacy: Problem = {
  key: 'gramacy',
  constrained: true,
  space: { x0: float(0, 1), x1: float(0, 1) },
  objectives: 1,
  budgets: BUDGETS,
  optimum: 0.599788052,
  evaluate({ x0, x1 }) {
    const c1 = 1.5 - x0 - 2 * x1 - 0.5 * Math.sin(2 * Math.PI * (x0 * x0 - 2 * x1));
    return { values: [x0 + x1], constraints: [c1, x0 * x0 + x1 * x1 - 1.5] };
  },
};

const zdt2: Problem = {
  key: 'zdt2',
  space: floats(6, 0, 1),
  objectives: 2,
  budgets: [100, 200],
  references: {
    nhv: { point: [1.1, 6], volume: 1.1 * 6 - 2 / 3 },
    nhv_tight: { point: [1.1, 1.1], volume: 1.21 - 2 / 3 },
  },
  evaluate(params) {
    const x = vector(params);
    const g = 1 + (9 / 5) * x.slice(1).reduce((s, v) => s + v, 0);
    return { values: [x[0]!, g * (1 - (x[0]! / g) ** 2)] };
  },
};

/** Binh and Korn: two constraints, two numeric objectives of unlike scales. */
const binh: Problem = {
  key: 'binh',
  constrained: true,
  space: { x0: float(0, 5), x1: float(0, 3) },
  objectives: 2,
  budgets: [50, 100],
  references: { nhv: { point: [140, 50], volume: 5204.2 }, nhv_tight: { point: [140, 50], volume: 5204.2 } },
  evaluate({ x0, x1 }) {
    return {
      values: [4 * x0 ** 2 + 4 * x1 ** 2, (x0 - 5) ** 2 + (x1 - 5) ** 2],
      constraints: [(x0 - 5) ** 2 + x1 ** 2 - 25, 7.7 - (x0 - 8) ** 2 - (x1 + 3) ** 2],
    };
  },
};

/** A network's error against its cost, over categories, ints and floats. */
const netcost: Problem = {
  key: 'netcost',
  space: {
    depth: int(2, 30),
    width: int(8, 256, { log: true, step: 8 }),
    kernel: categorical([3, 5, 7]),
    act: categorical(['relu', 'swish', 'gelu']),
    lr: float(1e-4, 1, { log: true }),
    drop: float(0, 0.7),
  },
  objectives: 2,
  budgets: [100, 200],
  references: { nhv: { point: [1.5, 8], volume: 8.45 }, nhv_tight: { point: [0.6, 6], volume: 1.63 } },
  evaluate({ depth, width, kernel, act, lr, drop }) {
    const macs = Math.log10(depth * width * width * kernel * kernel) - 2;
    const capacity = depth ** 0.4 * width ** 0.5 * (kernel === 5 ? 1.15 : kernel === 7 ? 1.1 : 1);
    const error =
      1.2 / (1 + 0.15 * capacity) +
      0.08 * (Math.log10(lr) + 2 + depth / 30) ** 2 +
      0.3 * (drop - capacity / 120) ** 2 +
      (act === 'relu' ? 0.03 : act === 'gelu' ? 0.01 : 0);
    return { values: [error, macs] };
  },
};

/** Pseudo-random numbers in [0, 1), the same everywhere. */
function noise(...keys: number[]): number {
  const wave = Math.sin(keys.reduce((sum, key, i) => sum + (key + 1) * (12.9898 + 78.233 * i), 0)) * 43758.5453;
  return wave - Math.floor(wave);
}

/** Ten categorical parameters of four choices; each adjacent pair has a table of its own (an NK landscape along a chain). */
const CHAIN = Array.from({ length: 9 }, (_, i) => Array.from({ length: 4 }, (_, a) => Array.from({ length: 4 }, (_, b) => noise(i, a, b))));

/** Dynamic programming along the chain. */
function lowestOfChain(): number {
  let best = [0, 0, 0, 0];
  for (const table of CHAIN) best = best.map((_, b) => Math.min(...best.map((value, a) => value + table[a]![b]!)));
  return Math.min(...best);
}

const chain10: Problem = {
  key: 'chain10',
  space: Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`x${i}`, categorical([0, 1, 2, 3])])),
  objectives: 1,
  budgets: BUDGETS,
  optimum: lowestOfChain(),
  evaluate(params) {
    const x = vector(params);
    return { values: [CHAIN.reduce((sum, table, i) => sum + table[x[i]!]![x[i + 1]!]!, 0)] };
  },
};

const rastrigin6: Problem = {
  key: 'rastrigin6',
  space: floats(6, -4, 5.12),
  objectives: 1,
  budgets: BUDGETS,
  optimum: 0,
  evaluate: (params) => ({ values: [vector(params).reduce((s, v) => s + 10 + v * v - 10 * Math.cos(2 * Math.PI * v), 0)] }),
};

/** Griewank's function over integers and floats. */
const griewank8: Problem = {
  key: 'griewank8',
  space: { ...floats(4, -60, 40), ...Object.fromEntries([4, 5, 6, 7].map((i) => [`x${i}`, int(-60, 40)])) },
  objectives: 1,
  budgets: BUDGETS,
  optimum: 0,
  evaluate(params) {
    const x = vector(params);
    const waves = x.reduce((product, v, i) => product * Math.cos(v / Math.sqrt(i + 1)), 1);
    return { values: [x.reduce((s, v) => s + (v * v) / 4000, 0) - waves + 1] };
  },
};

/** Losses and parameters over many orders of magnitude: a time constant, a rate and a size that have to match. */
const decades: Problem = {
  key: 'decades',
  space: { rate: float(1e-9, 1e3, { log: true }), time: float(1e-6, 1e6, { log: true }), size: int(1, 1_000_000, { log: true }) },
  objectives: 1,
  budgets: BUDGETS,
  optimum: 0,
  evaluate({ rate, time, size }) {
    const [a, b, c] = [Math.log10(rate) + 4, Math.log10(rate * time) + 1, Math.log10(size) - 3.5];
    return { values: [10 ** Math.hypot(a, 3 * b, c) - 1] };
  },
};

/** DTLZ2 with three objectives: the front is an eighth of a sphere. */
const dtlz2of3: Problem = {
  key: 'dtlz2of3',
  space: floats(6, 0, 1),
  objectives: 3,
  budgets: [100, 200],
  references: {
    nhv: { point: [2, 2, 2], volume: 8 - Math.PI / 6 },
    nhv_tight: { point: [1.1, 1.1, 1.1], volume: 1.331 - Math.PI / 6 },
  },
  evaluate(params) {
    const x = vector(params);
    const radius = 1 + x.slice(2).reduce((sum, value) => sum + (value - 0.5) ** 2, 0);
    const [a, b] = [(x[0]! * Math.PI) / 2, (x[1]! * Math.PI) / 2];
    return { values: [radius * Math.cos(a) * Math.cos(b), radius * Math.cos(a) * Math.sin(b), radius * Math.sin(a)] };
  },
};

/** Problems outside the published list: what is tuned on the list alone shows here. */
export const heldOutProblems: readonly Problem[] = [
  hartmann6,
  ackley8,
  levy4,
  tang20,
  recipe,
  noisy6,
  gramacy,
  zdt2,
  binh,
  netcost,
  chain10,
  rastrigin6,
  griewank8,
  decades,
  dtlz2of3,
];
