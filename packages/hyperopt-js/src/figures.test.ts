import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Update the README's tables with UPDATE_DOCS=1. */
const UPDATE = process.env.UPDATE_DOCS === '1';
const README = fileURLToPath(new URL('../README.md', import.meta.url));
const BENCH = fileURLToPath(new URL('../../../bench/hpo/', import.meta.url));

interface Row {
  readonly problem: string;
  readonly sampler: string;
  readonly metric: string;
  readonly budget: number;
  readonly n: number;
  readonly mean: number;
  readonly std: number;
  readonly known?: boolean;
}

interface Results<R> {
  readonly machine: { readonly cpu: string; readonly arch: string; readonly node: string };
  readonly version: string;
  readonly date: string;
  readonly results: readonly R[];
}

const read = <T>(path: string): T => JSON.parse(readFileSync(BENCH + path, 'utf8')) as T;
const figure = (value: number): string =>
  value === 0 ? '0' : value >= 0.001 ? String(Number(value.toPrecision(4))) : value.toExponential(1);
const spread = ({ mean, std, n }: Row): string => `${figure(mean)} ± ${figure(Number((std / Math.sqrt(n)).toPrecision(2)))}`;
const where = ({ machine, version, date }: Omit<Results<unknown>, 'results'>): string =>
  `hyperopt-js ${version}, Node ${machine.node}, ${machine.cpu} (${machine.arch}), ${date}.`;

function qualityTable(): string {
  const optuna = read<{ results: Row[] }>('optuna-best.json').results;
  const files = readdirSync(`${BENCH}results`).filter((file) => /^quality-.*\.json$/.test(file));
  const all = files.map((file) => read<Results<Row>>(`results/${file}`));
  const lines = all.flatMap(({ results }) =>
    results.map((row) => {
      const best = optuna.find(({ problem, metric, budget }) => problem === row.problem && metric === row.metric && budget === row.budget)!;
      const better = row.metric === 'regret' ? row.mean <= best.mean : row.mean >= best.mean;
      return `| ${row.problem} | ${row.metric} | ${row.budget} | ${spread(row)} | ${row.n} | ${spread(best)} (${best.sampler}, n ${best.n}) | ${better ? 'yes' : '**no**'} |`;
    }),
  );
  const head = '| problem | metric | trials | `auto` | n | best of Optuna | at least as good |\n|---|---|---|---|---|---|---|';
  return `${head}\n${lines.join('\n')}\n\n${where(all[0]!)} Optuna 5.0.0.dev and 3.1.0.`;
}

function knownTable(): string {
  const files = readdirSync(`${BENCH}results`).filter((file) => /^known-.*\.json$/.test(file));
  const all = files.map((file) => read<Results<Row>>(`results/${file}`));
  const results = all.flatMap((one) => one.results);
  const keys = [...new Set(results.map(({ sampler, metric, budget }) => `${sampler} ${metric} ${budget}`))];
  const lines = keys.map((key) => {
    const rows = results.filter(({ sampler, metric, budget }) => `${sampler} ${metric} ${budget}` === key);
    const cell = (known: boolean): string => rows.filter((row) => row.known === known).map(spread)[0] ?? '';
    const { sampler, metric, budget, n } = rows[0]!;
    return `| ${sampler} | ${metric} | ${budget} | ${cell(true)} | ${cell(false)} | ${n} |`;
  });
  return `| sampler | metric | trials | known | not known | n |\n|---|---|---|---|---|---|\n${lines.join('\n')}\n\n${where(all[0]!)}`;
}

interface OverheadRow {
  readonly sampler: string;
  readonly trials: number;
  readonly objectives: number;
  readonly target: number;
  readonly milliseconds: number;
  readonly optuna: { readonly version: string; readonly milliseconds: number } | null;
}

function overheadTable(): string {
  const { rows, memoryBytes, ...head } = read<Omit<Results<never>, 'results'> & { rows: OverheadRow[]; memoryBytes: number }>(
    'results/overhead.json',
  );
  const lines = rows.map(({ sampler, trials, objectives, target, milliseconds, optuna }) => {
    const beside = optuna ? `${Number(optuna.milliseconds.toPrecision(3))} (${optuna.version})` : '';
    return `| ${sampler} | ${objectives} | ${trials} | ${Number(milliseconds.toPrecision(3))} | ${target} | ${beside} |`;
  });
  const table = `| sampler | objectives | trials | ms | target | Optuna |\n|---|---|---|---|---|---|\n${lines.join('\n')}`;
  return `${table}\n\n100,000 trials take ${Math.round(memoryBytes / 1e6)} MB (target 200). ${where(head)}`;
}

test.each([
  ['quality', qualityTable],
  ['known', knownTable],
  ['overhead', overheadTable],
])("the README's %s table holds the committed figures", (name, table) => {
  expect(existsSync(`${BENCH}results`)).toBe(true);
  const text = readFileSync(README, 'utf8');
  const block = new RegExp(`<!-- ${name} -->\\n[\\s\\S]*?<!-- /${name} -->`);
  const wanted = `<!-- ${name} -->\n\n${table()}\n\n<!-- /${name} -->`;
  if (UPDATE) writeFileSync(README, text.replace(block, wanted));
  else expect(block.exec(text)?.[0]).toBe(wanted);
});
