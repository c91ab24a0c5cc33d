import type { Architecture, Graph } from '@isoflop/blocks';
import { type StageRow, shortCount, stageRows } from './rows.js';

const WIDTH = 860;
const TOP = 64;
const PITCH = 58;
const BOX = { left: 24, height: 40, width: 440 };
/** Characters of settings that a box shows. */
const LONGEST = 76;
const SHAPE_X = 490;
const BAR = { left: 610, width: 130 };
const COLUMN_X = { params: BAR.left + BAR.width + 52 };

/** Colours that stay apart for colour-blind readers (Okabe and Ito 2008), by part of the network; text on them is dark. */
const FILLS = { stem: '#56b4e9', stages: '#f0e442', head: '#e69f00' } as const;

/** A picture of a network: one box per row of the stage table, with its shape, parameters and share of the multiply-adds. */
export function drawSvg(architecture: Architecture, graph: Graph): string {
  const rows = stageRows(architecture, graph);
  const height = TOP + rows.length * PITCH + 16;
  const [inputHeight, inputWidth, channels] = graph.nodes[0].output;
  const title = `${architecture.name}: image ${inputHeight}×${inputWidth}×${channels}`;
  const total = rows.reduce((sum, { macs }) => sum + macs, 0);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="13" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text(BOX.left, 24, title, 'font-size="16" font-weight="bold"'),
    text(BOX.left, 46, 'block × repeats', 'fill="#555"'),
    text(SHAPE_X, 46, 'output', 'fill="#555"'),
    text(BAR.left, 46, `MACs, of ${shortCount(total)}`, 'fill="#555"'),
    text(COLUMN_X.params, 46, 'params', 'fill="#555"'),
    ...rows.flatMap((row, index) => drawRow(row, index, index === rows.length - 1, total)),
    '</svg>',
    '',
  ].join('\n');
}

function drawRow(row: StageRow, index: number, isLast: boolean, totalMacs: number): string[] {
  const y = TOP + index * PITCH;
  const middle = y + BOX.height / 2;
  const fill = FILLS[row.path.slice(0, row.path.indexOf('/')) as keyof typeof FILLS];
  const share = totalMacs === 0 ? 0 : row.macs / totalMacs;
  const name = row.repeats > 1 ? `${row.kind} × ${row.repeats}` : row.kind;
  return [
    `<rect x="${BOX.left}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="5" fill="${fill}" stroke="#333"/>`,
    text(BOX.left + 8, y + 17, name, 'font-weight="bold"'),
    text(BOX.left + 8, y + 33, shortened(row.settings), 'font-size="11"'),
    ...(isLast ? [] : [`<path d="M${BOX.left + 20} ${y + BOX.height}V${y + PITCH - 4}m-4 -5l4 5l4 -5" fill="none" stroke="#333"/>`]),
    text(SHAPE_X, middle + 5, row.output.join('×')),
    `<rect x="${BAR.left}" y="${middle - 7}" width="${BAR.width}" height="14" fill="#eee"/>`,
    `<rect x="${BAR.left}" y="${middle - 7}" width="${Number((BAR.width * share).toFixed(1))}" height="14" fill="#0072b2"/>`,
    text(BAR.left + BAR.width + 6, middle + 5, share > 0 && share < 0.01 ? '< 1 %' : `${Math.round(100 * share)} %`),
    text(COLUMN_X.params, middle + 5, shortCount(row.params)),
  ];
}

/** A line that fits into the box; a picture has no room for the eleven fields of an Inception block. */
function shortened(settings: string): string {
  return settings.length <= LONGEST ? settings : `${settings.slice(0, LONGEST - 1)}…`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x}" y="${y}"${attributes === '' ? '' : ` ${attributes}`}>${escaped(content)}</text>`;
}

const escaped = (content: string) => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
