/**
 * Exports networks to every format and compares each file with the model in training: the table of docs/export.md, every op and every block
 * by itself, and networks drawn at random. `npm run verify:export -- [--only networks,ops,blocks,random] [--random 200] [--every 1]
 * [--seed 1] [--write] [--log FILE]`: of the random networks, Keras and TensorFlow see one in `every` (an odd number, since presets take every
 * second one); `--write` puts every part into docs/export.md when all of it agrees; `--log` keeps what became of every network, and a second
 * run with the same file compares only those that are not in it or did not agree.
 * Ends with code 1 and a list where a file computes anything else, and when a program that reads the files is missing on this machine.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Exported, type FormatName, formatNames, roundingText } from '@isoflop/export';
import { asTrained, blockNetworks, drawnExportable, opGraphs } from '@isoflop/export/testing';
import { tableNetworks } from './networks.js';
import { type Drawn, Outcomes } from './outcomes.js';
import { randomExportable } from './random-networks.js';
import { Tally } from './tally.js';

const { values: options } = parseArgs({
  options: {
    random: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    every: { type: 'string', default: '1' },
    only: { type: 'string', default: 'networks,ops,blocks,random' },
    write: { type: 'boolean', default: false },
    log: { type: 'string' },
  },
});
const DOCS = new URL('../../docs/export.md', import.meta.url);
/** Formats that hold a function. */
const HOLDERS = formatNames.filter((name) => !['json', 'arch-string', 'dot', 'svg', 'card'].includes(name));
const LOGIT = 10;

const outcomes = new Outcomes(options.log);

const say = (line: string) => process.stdout.write(`${line}\n`);

/** A network with drawn weights, in the state that training leaves. */
async function drawn(network: Parameters<typeof drawnExportable>[0]): Promise<Drawn> {
  return { exportable: asTrained(await drawnExportable(network, 1), LOGIT), large: 0, chaotic: 0 };
}

/** The table of formats and networks, and how long each took. */
async function networkTable(tally: Tally): Promise<string> {
  const rows: string[] = [];
  for (const architecture of tableNetworks) {
    const compared = await outcomes.compare(architecture.name, formatNames, () => drawn(architecture));
    if (!compared) continue;
    const { exported, seconds } = compared;
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
    if (!HOLDERS.includes(format)) return 'reads back';
    return verdict.maxAbsError.toExponential(1) + (verdict.allowedForRounding === undefined ? '' : ' (rounding)');
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
    const compared = await outcomes.compare(name, formats, () => drawn(network));
    if (compared) tally.add(name, compared.exported);
    if (index % 20 === 19) process.stderr.write(`${index + 1} of ${networks.length}\n`);
  }
}

/** TensorFlow takes most of the time, so its formats see every n-th network alone. */
const TENSORFLOW: readonly FormatName[] = ['keras', 'savedmodel', 'tflite'];
const WITHOUT_TENSORFLOW = formatNames.filter((name) => !TENSORFLOW.includes(name));

async function randomNetworks(tally: Tally, count: number, seed: number, every: number) {
  const putBack = { large: 0, chaotic: 0 };
  for (let index = 0; index < count; index++) {
    const names = index % every === 0 ? formatNames : WITHOUT_TENSORFLOW;
    const compared = await outcomes.compare(`random ${index} of seed ${seed}`, names, () => randomExportable(index, seed, LOGIT));
    if (compared) {
      tally.add(`random ${index}, ${compared.name}`, compared.exported);
      putBack.large += compared.large;
      putBack.chaotic += compared.chaotic;
    }
    if (index % 20 === 19) process.stderr.write(`${index + 1} of ${count} random networks\n${tally.lines().join('\n')}\n`);
  }
  return putBack;
}

const tallies: Tally[] = [];

/** What each part of the section in docs/export.md is made of. */
const PARTS: Readonly<Record<string, () => Promise<string>>> = {
  networks: () => tallied(networkTable),
  ops: () =>
    listed(
      `Networks around single ops (${opGraphs.length}):`,
      opGraphs.map(({ name, graph }) => ({ name, network: graph })),
    ),
  blocks: () =>
    listed(
      `Networks around single blocks (${blockNetworks.length}):`,
      blockNetworks.map(({ name, architecture }) => ({ name, network: architecture })),
    ),
  random: () =>
    tallied(async (tally) => {
      const { large, chaotic } = await randomNetworks(tally, Number(options.random), Number(options.seed), Number(options.every));
      const title = `Random networks (${options.random}; keras, savedmodel and tflite see one in ${options.every}):`;
      const redrawn = `- drawn again: ${large} networks that were too large, ${chaotic} whose drawn weights make too much of rounding`;
      return [title, '', ...tally.lines(), redrawn].join('\n');
    }),
};

async function tallied<T>(run: (tally: Tally) => Promise<T>): Promise<T> {
  const tally = new Tally();
  tallies.push(tally);
  return run(tally);
}

function listed(title: string, networks: Parameters<typeof oneByOne>[1]): Promise<string> {
  return tallied(async (tally) => {
    await oneByOne(tally, networks);
    return [title, '', ...tally.lines()].join('\n');
  });
}

/** Puts a part between its marks. */
function writePart(part: string, text: string): void {
  const page = readFileSync(DOCS, 'utf8');
  const [begin, end] = [`<!-- verify:export ${part} -->`, `<!-- /verify:export ${part} -->`];
  const [start, stop] = [page.indexOf(begin) + begin.length, page.indexOf(end)];
  writeFileSync(DOCS, `${page.slice(0, start)}\n\n${text}\n\n${page.slice(stop)}`);
}

for (const part of options.only.split(',')) {
  if (!Object.hasOwn(PARTS, part)) throw new RangeError(`--only must be of ${Object.keys(PARTS).join(', ')}, got ${part}`);
  const failedBefore = outcomes.failures.length;
  const text = await PARTS[part]();
  if (part !== 'networks') say(text);
  if (options.write && outcomes.failures.length === failedBefore) writePart(part, text);
}
if (outcomes.failures.length > 0) say(`\nThese do not agree, and their parts are not written:\n\n${outcomes.failures.join('\n')}`);
const missing = tallies.some(({ formats }) => [...formats.values()].some((each) => each.missing !== undefined));
if (missing || outcomes.failures.length > 0) process.exitCode = 1;
