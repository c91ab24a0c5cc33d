import { Graph, layout } from '@dagrejs/dagre';
import { useEffect, useMemo, useRef } from 'react';
import { formatCount, formatPercent } from '../format/numbers.js';
import { colourScale } from '../plots/colour-scale.js';
import { PlotCard } from '../plots/plot-card.js';
import { polyline } from '../plots/scales.js';
import { useStudy } from '../study/study-context.js';
import { measureAxis } from '../trials/axes.js';
import { inEpochs, isPartial } from '../trials/fidelity.js';
import { numberOf, stateOf, type TrialColumns } from '../trials/trial-columns.js';
import { PlaceLink } from '../ui/place-link.js';
import { usePalette } from '../ui/theme.js';
import { changesFrom, type Family, parentsOf } from './family.js';

const BOX = { width: 168, height: 58 };
const LINE_CHARACTERS = 26;

interface FamilyTreeProps {
  readonly row: number;
  readonly family: Family;
}

/** Ancestors to the left of a trial and descendants to the right. Each is a link to its own family, so that one walks along. */
export function FamilyTree({ row, family }: FamilyTreeProps) {
  const { study, columns } = useStudy();
  const palette = usePalette();
  const scroller = useRef<HTMLElement>(null);
  const drawing = useMemo(() => laidOut(family), [family]);
  const colourOf = useMemo(() => {
    const accuracy = measureAxis(columns, 'accuracy');
    const rows = family.members.map((member) => member.row).filter((member) => !isPartial(columns, member));
    const scale = colourScale(accuracy, palette.isDark, false, rows);
    return (of: number) => (rows.includes(of) ? scale.colours[scale.stepOf(accuracy.values[of] ?? Number.NaN)] : palette.line);
  }, [columns, family, palette]);
  const own = drawing.boxes.find((box) => box.row === row)?.x ?? 0;
  useEffect(() => {
    const element = scroller.current;
    if (element !== null) element.scrollLeft = own - element.clientWidth / 2;
  }, [own]);
  const title = `Lineage of trial ${numberOf(columns, row)}`;
  return (
    <PlotCard title={title} study={study.name} data={() => familyData(columns, family)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable for the arrow keys */}
      <section className="graph-scroll family" tabIndex={0} aria-label={`${title}, drawn`} ref={scroller}>
        <div className="plot" style={{ width: drawing.width, height: drawing.height }}>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot hold a drawing */}
          <svg width={drawing.width} height={drawing.height} role="group" aria-label="Parents are to the left">
            {drawing.edges.map(({ id, points }) => (
              <path key={id} className="flow" d={polyline(points)} />
            ))}
            {drawing.boxes.map(({ row: member, x, y }) => (
              <PlaceLink
                key={member}
                to={{ study: study.name, view: 'architecture', trial: numberOf(columns, member) }}
                current={member === row}
                className="kin"
              >
                <g transform={`translate(${x - BOX.width / 2},${y - BOX.height / 2})`}>
                  <title>{descriptionOf(columns, member)}</title>
                  <rect width={BOX.width} height={BOX.height} rx={5} />
                  <rect className="share" width={5} height={BOX.height} rx={2} style={{ fill: colourOf(member) }} />
                  <text className="kin-name" x={10} y={18}>
                    Trial {numberOf(columns, member)}
                  </text>
                  <text className="numbers" x={10} y={34}>
                    {resultOf(columns, member)}
                  </text>
                  <text className="numbers" x={10} y={50}>
                    {shortened(originOf(columns, member))}
                  </text>
                </g>
              </PlaceLink>
            ))}
          </svg>
        </div>
      </section>
      <p className="hint fine">
        Parents stand to the left of what was made of them, with what changed; the colour is the accuracy.
        {family.leftOut > 0 && ` ${family.leftOut.toLocaleString('en')} more distant relatives are not drawn: open one to walk on.`}
      </p>
    </PlotCard>
  );
}

function resultOf(columns: TrialColumns, row: number): string {
  const { accuracy, macs, epochs } = columns.measures;
  const result = Number.isNaN(accuracy[row]) ? stateOf(columns, row) : formatPercent(accuracy[row] ?? 0);
  if (stateOf(columns, row) === 'pruned' && !Number.isNaN(epochs[row])) return `${result} after ${inEpochs(epochs[row] ?? 0)}`;
  return `${result} · ${formatCount(macs[row] ?? 0)} MACs`;
}

/** What was done to make it. */
function originOf(columns: TrialColumns, row: number): string {
  const parents = parentsOf(columns, row);
  const [only, second] = parents;
  if (only === undefined) return 'not bred';
  if (second !== undefined) return `of ${parents.map((parent) => numberOf(columns, parent)).join(' and ')}`;
  return changesFrom(columns, only, row).join(', ') || 'unchanged';
}

function descriptionOf(columns: TrialColumns, row: number): string {
  const changes = parentsOf(columns, row).map(
    (parent) => `from trial ${numberOf(columns, parent)}: ${changesFrom(columns, parent, row).join(', ') || 'nothing changed'}`,
  );
  return [`Trial ${numberOf(columns, row)}, ${resultOf(columns, row)}`, ...changes].join('; ');
}

function familyData(columns: TrialColumns, { members }: Family) {
  return {
    columns: ['trial', 'generation', 'parents', 'accuracy', 'macs', 'changes'],
    rows: members.map(({ row, generation }) => [
      numberOf(columns, row),
      generation,
      (columns.parents[row] ?? []).join(' '),
      columns.measures.accuracy[row] ?? null,
      columns.measures.macs[row] ?? null,
      parentsOf(columns, row)
        .map((parent) => changesFrom(columns, parent, row).join(', '))
        .join('; '),
    ]),
  };
}

function laidOut({ members, edges }: Family) {
  const graph = new Graph().setGraph({ rankdir: 'LR', nodesep: 12, ranksep: 34, marginx: 6, marginy: 6 }).setDefaultEdgeLabel(() => ({}));
  // Of a generation the last one given is drawn first.
  for (const { row } of [...members].reverse()) graph.setNode(String(row), { ...BOX });
  for (const [parent, child] of [...edges].reverse()) graph.setEdge(String(parent), String(child));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    edges: graph.edges().map((edge) => {
      const points = (graph.edge(edge).points ?? []) as { x: number; y: number }[];
      return { id: `${edge.v}>${edge.w}`, points: points.map(({ x, y }) => [x, y] as const) };
    }),
    boxes: members.map(({ row }) => ({ row, x: graph.node(String(row)).x ?? 0, y: graph.node(String(row)).y ?? 0 })),
  };
}

function shortened(text: string): string {
  return text.length > LINE_CHARACTERS ? `${text.slice(0, LINE_CHARACTERS - 1)}…` : text;
}
