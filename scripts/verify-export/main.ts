/**
 * Exports networks to every format and compares each file with the model in training: the table of docs/export.md, every op and every block
 * by itself, and networks drawn at random. `npm run verify:export -- [--random 200] [--seed 1] [--write]`; `--write` puts the table into docs/export.md.
 * Ends with code 1 at the first file that computes anything else, and when a program that reads the files is missing on this machine.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Exported, type FormatName, formatNames, roundingText } from '@isoflop/export';
import { asTrained, blockNetworks, drawnExportable, opGraphs, seededUniform, verifiedExport } from '@isoflop/export/testing';
import { drawNetwork, tableNetworks } from './networks.js';
import { Tally } from './tally.js';

const { values: options } = parseArgs({
  options: {
    random: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
});
const DOCS = new URL('../../docs/export.md', import.meta.url);
const [BEGIN, END] = ['<!-- verify:export begin -->', '<!-- verify:export end -->'];
/** Formats that hold a function. */
const HOLDERS = formatNames.filter((name) => !['json', 'arch-string', 'dot', 'svg', 'card'].includes(name));
const LOGIT = 10;

const say = (line: string) => process.stdout.write(`${line}\n`);

/** The table of formats and networks, and how long each took. */
async function networkTable(tally: Tally): Promise<string> {
  const rows: string[] = [];
  for (const architecture of tableNetworks) {
    const exportable = asTrained(await drawnExportable(architecture, 1), LOGIT);
    const start = performance.now();
    const exported = await verifiedExport(exportable, formatNames);
    const seconds = (performance.now() - start) / 1000;
    tally.add(architecture.name, exported);
    rows.push(`| ${[architecture.name, ...cellsOf(exported), seconds.toFixed(0)].join(' | ')} |`);
    say(rows[rows.length - 1]);
    for (const { format, reason } of exported.skipped) say(`  ${format}: ${reason}`);
  }
  const heading = ['network', ...formatNames, 'tflite, int8 weights', 'seconds'];
  return [`| ${heading.join(' | ')} |`, `| ${heading.map(() => '---').join(' | ')} |`, ...rows].join('\n');
}

/** Of one network: the largest error of each format, and what rounded weights change. */
function cellsOf({ files, skipped }: Exported): string[] {
  const cells = formatNames.map((format) => {
    if (skipped.some((each) => each.format === format)) return 'refused';
    const verdict = files.find((file) => file.format === format)?.verdict;
    if (!verdict?.verified) return 'not compared';
    return HOLDERS.includes(format) ? verdict.maxAbsError.toExponential(1) : 'reads back';
  });
  const rounded = files.flatMap(({ verdict, bytes }) => (verdict?.verified && verdict.rounding ? [{ ...verdict.rounding, bytes }] : []));
  const texts = rounded.map((each) => `${each.maxAbsError.toFixed(2)}: ${roundingText(each)}; ${(each.bytes / 1e6).toFixed(1)} MB`);
  return [...cells, texts.join() || 'not compared'];
}

/** Every format that holds a function, over each op or block by itself. */
async function oneByOne(
  tally: Tally,
  networks: readonly { name: string; network: Parameters<typeof drawnExportable>[0] }[],
): Promise<void> {
  const formats: readonly FormatName[] = HOLDERS;
  for (const [index, { name, network }] of networks.entries()) {
    tally.add(name, await verifiedExport(asTrained(await drawnExportable(network, 1), LOGIT), formats));
    if (index % 20 === 19) process.stderr.write(`${index + 1} of ${networks.length}\n`);
  }
}

async function randomNetworks(tally: Tally, count: number, seed: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const architecture = drawNetwork(index, seededUniform(seed * 100_003 + index));
    tally.add(`random ${index}`, await verifiedExport(asTrained(await drawnExportable(architecture, index), LOGIT), formatNames));
    if (index % 20 === 19) process.stderr.write(`${index + 1} of ${count} random networks\n`);
  }
}

const networks = new Tally();
const table = await networkTable(networks);
const ops = new Tally();
await oneByOne(
  ops,
  opGraphs.map(({ name, graph }) => ({ name, network: graph })),
);
say(`${opGraphs.length} networks around single ops, logits to ${LOGIT}:`);
for (const line of ops.lines()) say(line);
const blocks = new Tally();
await oneByOne(
  blocks,
  blockNetworks.map(({ name, architecture }) => ({ name, network: architecture })),
);
say(`${blockNetworks.length} networks around single blocks, logits to ${LOGIT}:`);
for (const line of blocks.lines()) say(line);
const random = new Tally();
await randomNetworks(random, Number(options.random), Number(options.seed));
say(`${options.random} random networks, logits to ${LOGIT}:`);
for (const line of random.lines()) say(line);

if (options.write) {
  const text = readFileSync(DOCS, 'utf8');
  const lists = [
    [`Networks around single ops (${opGraphs.length}):`, ops],
    [`Networks around single blocks (${blockNetworks.length}):`, blocks],
    [`Random networks (${options.random}):`, random],
  ] as const;
  const found = lists.map(
    ([title, tally]) =>
      `${title}\n\n${tally
        .lines()
        .map((line) => `- ${line.trim()}`)
        .join('\n')}`,
  );
  const section = [BEGIN, table, ...found, END].join('\n\n');
  writeFileSync(DOCS, `${text.slice(0, text.indexOf(BEGIN))}${section}${text.slice(text.indexOf(END) + END.length)}`);
}
const missing = [...networks.formats.values()].filter((format) => format.missing !== undefined);
if (missing.length > 0) process.exitCode = 1;
