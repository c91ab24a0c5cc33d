import { Graph, layout } from '@dagrejs/dagre';
import type { Architecture } from '@isoflop/blocks';
import { useMemo, useState } from 'react';
import { formatCount } from '../format/numbers.js';
import { colourScale } from '../plots/colour-scale.js';
import { PlotCard } from '../plots/plot-card.js';
import { polyline } from '../plots/scales.js';
import { Segmented } from '../ui/segmented.js';
import { usePalette } from '../ui/theme.js';
import { type Detail, type LayerBox, layerBoxes } from './layer-boxes.js';

const BOX = { width: 178, height: 44 };
/** Laying out more boxes than these takes longer than anybody waits. */
const MOST_BOXES = 700;

interface LayerGraphProps {
  readonly study: string;
  readonly title: string;
  readonly architecture: Architecture;
}

/** Every layer with its shape and cost, in the order data flows; the colour is the share of the multiply-adds. */
export function LayerGraph({ study, title, architecture }: LayerGraphProps) {
  const palette = usePalette();
  const [detail, setDetail] = useState<Detail>('blocks');
  const boxes = useMemo(() => layerBoxes(architecture, detail), [architecture, detail]);
  const drawing = useMemo(() => (boxes.length > MOST_BOXES ? undefined : laidOut(boxes)), [boxes]);
  const scale = useMemo(() => {
    const values = Float64Array.from(boxes, ({ macs }) => macs);
    return colourScale({ key: 'macs', title: 'MACs', values, format: formatCount, log: false, better: 'high' }, palette.isDark);
  }, [boxes, palette.isDark]);
  const total = boxes.reduce((sum, { macs }) => sum + macs, 0) || 1;
  return (
    <PlotCard
      title={title}
      study={study}
      data={() => ({
        columns: ['path', 'ops', 'output', 'params', 'macs', 'share'],
        rows: boxes.map(({ id, ops, output, params, macs }) => [id, ops.join(' + '), output.join('×'), params, macs, macs / total]),
      })}
      controls={<Segmented label="Detail" choices={['blocks', 'layers']} value={detail} onChange={setDetail} />}
    >
      {drawing === undefined ? (
        <p className="hint">{boxes.length} layers are too many to draw; see them as a table, or look at blocks.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable for the arrow keys
        <section className="graph-scroll" tabIndex={0} aria-label={`${title}, drawn`}>
          <div className="plot" style={{ width: drawing.width, height: drawing.height }}>
            <svg
              width={drawing.width}
              height={drawing.height}
              role="img"
              aria-label={`${boxes.length} ${detail}, ${formatCount(total)} MACs; the table lists them`}
            >
              {drawing.edges.map(({ id, points }) => (
                <path key={id} className="flow" d={polyline(points)} />
              ))}
              {drawing.boxes.map(({ box, x, y }) => (
                <g key={box.id} className="layer-box" transform={`translate(${x - BOX.width / 2},${y - BOX.height / 2})`}>
                  <title>{`${box.id}: ${box.ops.join(', ')}; ${formatCount(box.params)} parameters, ${formatCount(box.macs)} MACs (${((100 * box.macs) / total).toFixed(1)} %)`}</title>
                  <rect className="box" width={BOX.width} height={BOX.height} rx={5} />
                  <rect
                    className="share"
                    width={5}
                    height={BOX.height}
                    rx={2}
                    style={{ fill: scale.colours[Math.max(0, scale.stepOf(box.macs))] }}
                  />
                  <text x={12} y={17}>
                    {shortened(detail === 'blocks' ? blockTitle(box) : box.ops.join(' · '))}
                  </text>
                  <text className="numbers" x={12} y={34}>
                    {box.output.join('×')} · {formatCount(box.macs)} · {((100 * box.macs) / total).toFixed(1)} %
                  </text>
                </g>
              ))}
            </svg>
          </div>
        </section>
      )}
      <p className="hint fine">
        Output shape · MACs · share of {formatCount(total)} MACs.{' '}
        {detail === 'blocks'
          ? 'A box is one block; “layers” opens them.'
          : 'Normalisation and activation stand with the layer they follow.'}
      </p>
    </PlotCard>
  );
}

function laidOut(boxes: readonly LayerBox[]) {
  const graph = new Graph().setGraph({ rankdir: 'TB', nodesep: 18, ranksep: 16, marginx: 8, marginy: 8 }).setDefaultEdgeLabel(() => ({}));
  for (const { id } of boxes) graph.setNode(id, { ...BOX });
  for (const { id, inputs } of boxes) for (const input of inputs) graph.setEdge(input, id);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const edges = graph.edges().map((edge) => {
    const points = (graph.edge(edge).points ?? []) as { x: number; y: number }[];
    return { id: `${edge.v}>${edge.w}`, points: points.map(({ x, y }) => [x, y] as const) };
  });
  return { width, height, edges, boxes: boxes.map((box) => ({ box, x: graph.node(box.id).x ?? 0, y: graph.node(box.id).y ?? 0 })) };
}

/** `stages/2/0 9 ops`, `stem/0 conv 3×3`, `input`: what the block does, where that is one thing. */
function blockTitle({ title, ops }: LayerBox): string {
  const main = ops.find((op) => /^(conv|depthwise|dense)/.test(op)) ?? ops.find((op) => /pool/.test(op)) ?? ops[0] ?? '';
  if (main === title) return title;
  return `${title} ${ops.length > 3 ? `${ops.length} ops` : main}`;
}

function shortened(text: string): string {
  return text.length > 27 ? `${text.slice(0, 26)}…` : text;
}
