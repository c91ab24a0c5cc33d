import { existsSync, readFileSync } from 'node:fs';
import { categorical, float, hypervolume, int, type Space } from 'hyperopt-js';
import type { Params, Problem } from './problem.js';

const SINGLE = [50, 100, 200] as const;
const SEVERAL = [200, 500] as const;

/** `count` floats x0, x1, ... of one range. */
export function floats(count: number, low: number, high: number): Space {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, float(low, high)]));
}

/** The values of x0, x1, ... as a list. */
export function vector(params: Params): number[] {
  return Object.keys(params).map((_, i) => params[`x${i}`]);
}

const branin: Problem = {
  key: 'branin',
  space: { x0: float(-5, 10), x1: float(0, 15) },
  objectives: 1,
  budgets: SINGLE,
  optimum: 0.39788735772973816,
  evaluate({ x0, x1 }) {
    const bowl = x1 - (5.1 / (4 * Math.PI ** 2)) * x0 ** 2 + (5 / Math.PI) * x0 - 6;
    return { values: [bowl ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x0) + 10] };
  },
};

const rosenbrock5: Problem = {
  key: 'rosenbrock5',
  space: floats(5, -5, 10),
  objectives: 1,
  budgets: SINGLE,
  optimum: 0,
  evaluate: (params) => ({ values: [rosenbrock(vector(params))] }),
};

export function rosenbrock(x: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
  return sum;
}

const OPS = ['conv3', 'conv5', 'mb3', 'mb6', 'skip'] as const;
const OP_LOSS = [
  [0.3, 0.0, 0.45, 0.6, 0.2],
  [0.5, 0.25, 0.0, 0.4, 0.7],
  [0.1, 0.65, 0.35, 0.0, 0.55],
  [0.0, 0.4, 0.3, 0.6, 0.15],
];
const ACT_LOSS: Record<string, number> = { relu: 0.15, gelu: 0, swish: 0.05 };
const NORM_LOSS: Record<string, number> = { bn: 0, ln: 0.1, none: 0.5 };

export const mixed10: Problem = {
  key: 'mixed10',
  space: {
    op0: categorical(OPS),
    op1: categorical(OPS),
    op2: categorical(OPS),
    op3: categorical(OPS),
    act: categorical(['relu', 'gelu', 'swish']),
    norm: categorical(['bn', 'ln', 'none']),
    depth: int(1, 20),
    width: int(8, 512, { log: true }),
    lr: float(1e-5, 1, { log: true }),
    dropout: float(0, 0.8),
  },
  objectives: 1,
  budgets: SINGLE,
  optimum: 0,
  evaluate(p) {
    const k = [p.op0, p.op1, p.op2, p.op3].map((op) => OPS.indexOf(op));
    let value = k.reduce((sum, index, i) => sum + OP_LOSS[i]![index]!, 0);
    for (let i = 0; i < 3; i++) if (k[i] === k[i + 1]) value += 0.25;
    value += ACT_LOSS[p.act]! + NORM_LOSS[p.norm]! + (p.depth - 12) ** 2 / 60 + 0.15 * Math.log2(p.width / 96) ** 2;
    value += 0.25 * (Math.log10(p.lr) + 2.5 + (p.norm === 'none' ? 1 : 0)) ** 2 + 2 * (p.dropout - 0.2) ** 2;
    return { values: [value] };
  },
};

function zdt(key: string, tail: (x0: number, g: number) => number, loose: number, tight: number): Problem {
  return {
    key,
    space: floats(10, 0, 1),
    objectives: 2,
    budgets: SEVERAL,
    references: { nhv: { point: [1.1, 6], volume: loose }, nhv_tight: { point: [1.1, 1.1], volume: tight } },
    evaluate(params) {
      const x = vector(params);
      const g = 1 + 9 * (x.slice(1).reduce((sum, value) => sum + value, 0) / 9);
      return { values: [x[0]!, g * tail(x[0]!, g)] };
    },
  };
}

const zdt1 = zdt('zdt1', (x0, g) => 1 - Math.sqrt(x0 / g), 6.2666666666666675, 0.8766666666666668);
const zdt3 = zdt('zdt3', (x0, g) => 1 - Math.sqrt(x0 / g) - (x0 / g) * Math.sin(10 * Math.PI * x0), 6.721760691072902, 1.331760691072982);

const c2dtlz2: Problem = {
  key: 'c2dtlz2',
  constrained: true,
  space: floats(7, 0, 1),
  objectives: 2,
  budgets: SEVERAL,
  references: { nhv: { point: [2, 2], volume: 3.1723318520592 }, nhv_tight: { point: [1.1, 1.1], volume: 0.3823318520592658 } },
  evaluate(params) {
    const x = vector(params);
    const g = x.slice(1).reduce((sum, value) => sum + (value - 0.5) ** 2, 0);
    const angle = (x[0]! * Math.PI) / 2;
    const f = [(1 + g) * Math.cos(angle), (1 + g) * Math.sin(angle)] as const;
    const corner = Math.min((f[0] - 1) ** 2 + f[1] ** 2 - 0.04, (f[1] - 1) ** 2 + f[0] ** 2 - 0.04);
    const middle = f.reduce((sum, value) => sum + (value - Math.SQRT1_2) ** 2, 0) - 0.04;
    return { values: [...f], constraints: [Math.min(corner, middle)] };
  },
};

const MACRO_FILE = new URL('../../../shared/reference/nas_bench_macro_cifar10.json', import.meta.url);

/** NAS-Bench-Macro: mean accuracy (percent) and multiply-adds by architecture; undefined where the data is not there. */
export function loadMacro(): Map<string, { accuracy: number; macs: number }> | undefined {
  if (!existsSync(MACRO_FILE)) return undefined;
  const { columns, rows } = JSON.parse(readFileSync(MACRO_FILE, 'utf8')) as { columns: string[]; rows: (string | number)[][] };
  const at = (name: string): number => columns.indexOf(name);
  return new Map(rows.map((row) => [String(row[at('arch')]), { accuracy: Number(row[at('mean_acc')]), macs: Number(row[at('flops')]) }]));
}

export const macroSpace: Space = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`l${i}`, categorical(['0', '1', '2'])]));

export function architectureOf(params: Params): string {
  return Array.from({ length: 8 }, (_, i) => params[`l${i}`]).join('');
}

function macroAccuracy(): Problem[] {
  const macro = loadMacro();
  if (!macro) return [];
  return [
    {
      key: 'nbm_acc',
      space: macroSpace,
      objectives: 1,
      budgets: SINGLE,
      // The table holds accuracies to three decimals, so its optimum is taken rather than 6.8733367919921875.
      optimum: 100 - Math.max(...[...macro.values()].map(({ accuracy }) => accuracy)),
      evaluate: (params) => ({ values: [100 - macro.get(architectureOf(params))!.accuracy] }),
    },
  ];
}

/** Accuracy against multiply-adds on NAS-Bench-Macro; `volume` is that of the whole table's front. */
export function macroFront(): Problem | undefined {
  const macro = loadMacro();
  if (!macro) return undefined;
  const all = [...macro.values()].map(({ accuracy, macs }) => [100 - accuracy, macs / 1e6]);
  const reference = (point: number[]): { point: number[]; volume: number } => ({ point, volume: hypervolume(all, point) });
  const most = Math.max(...all.map((pair) => pair[1]!));
  return {
    key: 'nbm_acc_macs',
    space: macroSpace,
    objectives: 2,
    budgets: [20, 50, 100, 200],
    references: { nhv: reference([20, most]), nhv_tight: reference([10, most]) },
    evaluate(params) {
      const { accuracy, macs } = macro.get(architectureOf(params))!;
      return { values: [100 - accuracy, macs / 1e6] };
    },
  };
}

/** The problems of the published baseline. */
export const listedProblems: readonly Problem[] = [branin, rosenbrock5, mixed10, ...macroAccuracy(), zdt1, zdt3, c2dtlz2];
