import { architectureHash, CONVENTIONS, costOfGraph } from '@isoflop/blocks';
import { type Exportable, ExportError, type Format, type WrittenFile, type WrittenFormat } from '../format.js';
import { shortCount, stageRows } from '../picture/rows.js';
import { preprocessing } from '../preprocessing.js';
import { verdictText } from '../verdict-text.js';

const PATH = 'MODEL_CARD.md';

const count = (value: number) => value.toLocaleString('en-US');
const row = (cells: readonly (string | number)[]) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;

function table(heading: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [row(heading), row(heading.map(() => '---')), ...rows.map(row)].join('\n');
}

/** A Markdown model card: stages, cost in every convention, accuracy, data and how to load each file. */
export const card: Format = {
  holdsWeights: false,
  use: 'Read `MODEL_CARD.md`.',
  write: async (exportable, others) => [{ path: PATH, content: cardOf(exportable, others) }],
  async verify({ architecture }, { read }) {
    const found = new TextDecoder().decode(await read(PATH));
    const hash = architectureHash(architecture);
    if (!found.includes(hash)) throw new ExportError(`${PATH}: must name the architecture ${hash}; export again`);
    return { verified: true, maxAbsError: 0, by: 'isoflop' };
  },
};

function cardOf(exportable: Exportable, others: readonly WrittenFormat[]): string {
  const { architecture, graph } = exportable;
  const cost = costOfGraph(graph);
  const sections = [
    `# ${architecture.name}`,
    `An image classifier that isoflop exported. Architecture \`${architectureHash(architecture)}\`.`,
    '## Results',
    results(exportable),
    '## Architecture',
    table(
      ['where', 'block', 'repeats', 'settings of the first', 'output', 'params', 'MACs'],
      stageRows(architecture, graph).map((each) => [
        each.path,
        each.kind,
        each.repeats,
        each.settings,
        each.output.join('×'),
        count(each.params),
        count(each.macs),
      ]),
    ),
    '## Cost of one image',
    `${count(cost.params)} trainable parameters, ${count(cost.buffers)} running averages, ${shortCount(cost.weightsBytes)}B of float32 weights.`,
    table(
      ['convention', 'count', 'what it counts'],
      CONVENTIONS.map(({ name, of, counts }) => [name, count(of(cost)), counts]),
    ),
    '## Input',
    input(exportable),
    ...(others.length > 0 ? ['## How to load each file', others.map(({ use }) => `- ${use}`).join('\n'), filesOf(others)] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

function results({ evidence, weights }: Exportable): string {
  if (!evidence) return weights ? 'Not trained: the weights are random.' : 'Not trained: the architecture only.';
  const { accuracy, interval, basis, dataset, licence, budget, seed, recipe } = evidence;
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const spread = interval
    ? ` (95 % interval ${percent(interval[0])} to ${percent(interval[1])})`
    : ' (no interval: one run, and the number of images is not known)';
  return table(
    ['what', 'value'],
    [
      ['accuracy', `${percent(accuracy)}${spread}, ${basis}`],
      ['data set', dataset],
      ['licence of the data', licence],
      ['budget of the search', budget],
      ['recipe', recipe],
      ['seed', seed],
    ],
  );
}

function filesOf(formats: readonly WrittenFormat[]): string {
  const rows = formats.flatMap(({ files }) => files.map((file) => [`\`${file.path}\``, count(file.bytes), checkOf(file)]));
  return table(['file', 'bytes', 'read back and compared with the model in training'], rows);
}

function checkOf({ verdict }: WrittenFile): string {
  if (verdict === undefined) return 'no: exported without `--verify`';
  if (!verdict.verified) return `no: ${verdict.reason}`;
  return verdictText(verdict);
}

function input(exportable: Exportable): string {
  const { height, width, channelOrder, mean, std, scale } = preprocessing(exportable);
  const values = mean && std ? ` mean ${mean.join(', ')}; std ${std.join(', ')}.` : '';
  return `${height}×${width} pixels, channels ${channelOrder}; ${scale}.${values} The output is logits: softmax makes shares of them.`;
}
