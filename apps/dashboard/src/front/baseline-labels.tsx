import { Decoration } from '../plots/decoration.js';
import type { Frame } from '../plots/frame.js';
import { spread } from './spread.js';

/** A labelled mark and where it is, in pixels. */
export interface LabelledMark {
  readonly key: number;
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

interface BaselinesProps {
  readonly marks: readonly LabelledMark[];
  readonly frame: Frame;
}

/** A plot at least this wide has room for the labels at its right; on a smaller one they lie over it. */
export const LABELS_BESIDE_FROM_PIXELS = 520;

const LINE_HEIGHT_PIXELS = 16;

/** The names of the baselines. Baselines spend the same budget, so they stand in one column and their labels are moved apart. */
export function Baselines({ marks, frame }: BaselinesProps) {
  const heights = spread(
    marks.map(({ y }) => y),
    LINE_HEIGHT_PIXELS,
    frame.top + 8,
    frame.height - frame.bottom - 8,
  );
  return (
    <Decoration className="baseline-labels">
      {marks.map(({ key, label, x, y }, index) => (
        <g key={key}>
          {frame.width >= LABELS_BESIDE_FROM_PIXELS ? (
            <LabelBeside label={label} x={x} y={y} height={heights[index] ?? 0} edge={frame.width - frame.right} />
          ) : (
            <LabelOver label={label} x={x} y={y} height={heights[index] ?? 0} leftwards={x > frame.width / 2} />
          )}
        </g>
      ))}
    </Decoration>
  );
}

interface LabelProps {
  readonly label: string;
  /** The mark's place. */
  readonly x: number;
  readonly y: number;
  /** Where the label goes. */
  readonly height: number;
}

function LabelBeside({ label, x, y, height, edge }: LabelProps & { readonly edge: number }) {
  return (
    <>
      <path d={`M${x + 9},${y}H${Math.max(x + 9, edge - 8)}L${edge + 6},${height}`} />
      <text x={edge + 10} y={height} dy="0.32em">
        {label}
      </text>
    </>
  );
}

function LabelOver({ label, x, y, height, leftwards }: LabelProps & { readonly leftwards: boolean }) {
  const side = leftwards ? -1 : 1;
  return (
    <>
      <path d={`M${x + side * 8},${y}L${x + side * 14},${height}`} />
      <text x={x + side * 16} y={height} dy="0.32em" textAnchor={leftwards ? 'end' : 'start'}>
        {label}
      </text>
    </>
  );
}
