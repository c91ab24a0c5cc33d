import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';

/** One kind of mark in a plot. */
export interface Series {
  readonly name: string;
  readonly color: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly mark: 'line' | 'dots' | 'crosses' | 'bars' | 'ranges' | 'errors' | 'labels';
  /** Ends of each range: in x for `ranges`, in y for `errors`, which are dots with whiskers. */
  readonly ranges?: readonly (readonly [number, number])[];
  /** Text around each point, for `labels`. */
  readonly labels?: readonly string[];
}

export interface Axis {
  readonly label: string;
  readonly domain: readonly [number, number];
  readonly log?: boolean;
  readonly ticks?: readonly number[];
  readonly format?: (value: number) => string;
}

export interface Plot {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

const WIDTH = 640;
const HEIGHT = 340;
const MARGIN = { top: 44, right: 16, bottom: 44, left: 64 };
const LEGEND_ROW = 14;
/** Of a letter, about. */
const LETTER = 6.2;

/** A plot as one SVG document: white ground, thin grid, the legend under the title. */
export function svgOf({ title, x, y, series }: Plot): string {
  const named = legend(series);
  const top = MARGIN.top + LEGEND_ROW * (named.rows - 1);
  const left = leftMargin(y);
  const xs = scaleOf(x, [left, WIDTH - MARGIN.right]);
  const ys = scaleOf(y, [HEIGHT - MARGIN.bottom, top]);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11" role="img">`,
    `<title>${escaped(title)}</title><rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${MARGIN.left}" y="16" font-size="13" font-weight="bold">${escaped(title)}</text>`,
    ...named.marks,
    ...grid(x, xs, top),
    ...grid(y, ys, undefined, left),
    ...series.map((one) => marks(one, xs, ys)),
    `<text x="${(left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escaped(x.label)}</text>`,
    `<text transform="translate(14 ${(top + HEIGHT - MARGIN.bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`,
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

type Scale = ScaleContinuousNumeric<number, number>;

function scaleOf({ domain, log }: Axis, range: readonly [number, number]): Scale {
  return (log ? scaleLog() : scaleLinear()).domain(domain).range(range);
}

/** Room for what stands at the ticks of the y axis. */
function leftMargin({ ticks = [], format = String }: Axis): number {
  const longest = Math.max(0, ...ticks.map((tick) => format(tick).length));
  return Math.max(MARGIN.left, Math.round(longest * LETTER) + 12);
}

/** Lines of an axis; those of the x axis begin at `top`, those of the y axis at `left`. */
function grid({ ticks, log, format = String }: Axis, scale: Scale, top: number | undefined, left = 0): string[] {
  return (ticks ?? scale.ticks(log ? 4 : 6)).map((value) => {
    const at = round(scale(value));
    const line =
      top !== undefined
        ? `x1="${at}" x2="${at}" y1="${top}" y2="${HEIGHT - MARGIN.bottom}"`
        : `y1="${at}" y2="${at}" x1="${left}" x2="${WIDTH - MARGIN.right}"`;
    const text =
      top !== undefined
        ? `x="${at}" y="${HEIGHT - MARGIN.bottom + 15}" text-anchor="middle"`
        : `x="${left - 6}" y="${at + 4}" text-anchor="end"`;
    return `<line ${line} stroke="#e4e4e4"/><text ${text} fill="#444">${escaped(format(value))}</text>`;
  });
}

/** Names of the series under the title, in as many rows as they need. A series without a name belongs to another. */
function legend(series: readonly Series[]): { readonly marks: readonly string[]; readonly rows: number } {
  let [left, row]: [number, number] = [MARGIN.left, 0];
  const marks = series.flatMap(({ name, color }) => {
    if (name === '') return [];
    const width = 28 + name.length * 6.4;
    if (left > MARGIN.left && left + width > WIDTH) [left, row] = [MARGIN.left, row + 1];
    const [at, y] = [round(left), 25 + LEGEND_ROW * row];
    left += width;
    return [`<rect x="${at}" y="${y}" width="12" height="8" fill="${color}"/><text x="${at + 16}" y="${y + 8}">${escaped(name)}</text>`];
  });
  return { marks, rows: row + 1 };
}

function marks({ points, mark, color, ranges, labels }: Series, xs: Scale, ys: Scale): string {
  const places = points.map(([x, y]) => [round(xs(x)), round(ys(y))] as const);
  if (mark === 'line') {
    return `<polyline fill="none" stroke="${color}" stroke-width="1.6" points="${places.map((place) => place.join(',')).join(' ')}"/>`;
  }
  return places
    .map(([x, y], i) => {
      if (mark === 'dots') return `<circle cx="${x}" cy="${y}" r="3.2" fill="${color}" fill-opacity="0.75"/>`;
      if (mark === 'crosses') return `<path d="M${x - 4} ${y - 4}l8 8m0 -8l-8 8" stroke="${color}" stroke-width="2"/>`;
      if (mark === 'labels') return `<text x="${x}" y="${y}" text-anchor="middle" fill="${color}">${escaped(labels?.[i] ?? '')}</text>`;
      if (mark === 'bars') return `<rect x="${x - 5}" width="10" y="${y}" height="${round(HEIGHT - MARGIN.bottom - y)}" fill="${color}"/>`;
      if (mark === 'errors') {
        const [low, high] = (ranges?.[i] ?? [0, 0]).map((end) => round(ys(end)));
        return `<path d="M${x} ${low}V${high}m-3 0h6M${x - 3} ${low}h6" stroke="${color}" fill="none"/><circle cx="${x}" cy="${y}" r="3.2" fill="${color}"/>`;
      }
      const [from, to] = (ranges?.[i] ?? [0, 0]).map((end) => round(xs(end)));
      return `<line x1="${from - 1}" x2="${to + 1}" y1="${y}" y2="${y}" stroke="${color}" stroke-width="6"/>`;
    })
    .join('\n');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
