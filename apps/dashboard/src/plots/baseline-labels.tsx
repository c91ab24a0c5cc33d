import { Decoration } from './decoration.js';
import type { FrontMark } from './front-marks.js';
import type { Frame, FrontScales } from './front-scales.js';
import { spread } from './spread.js';

interface BaselinesProps {
  readonly marks: readonly FrontMark[];
  readonly scales: FrontScales;
  readonly frame: Frame;
}

/** A plot at least this wide has room for the labels at its right; on a smaller one they lie over it. */
export const LABELS_BESIDE_FROM_PIXELS = 520;

const LINE_HEIGHT_PIXELS = 16;

/** The names of the baselines. Baselines spend the same budget, so they stand in one column and their labels are moved apart. */
export function Baselines({ marks, scales, frame }: BaselinesProps) {
  const baselines = marks.filter((mark) => mark.role === 'baseline' && mark.trial.label !== null);
  const heights = spread(
    baselines.map((mark) => scales.y(mark.accuracy)),
    LINE_HEIGHT_PIXELS,
    frame.top + 8,
    frame.height - frame.bottom - 8,
  );
  return (
    <Decoration className="baseline-labels">
      {baselines.map((mark, index) => {
        const [x, y, height] = [scales.x(mark.macs), scales.y(mark.accuracy), heights[index] ?? 0];
        return (
          <g key={mark.trial.number}>
            {frame.width >= LABELS_BESIDE_FROM_PIXELS ? (
              <LabelBeside label={mark.trial.label} x={x} y={y} height={height} edge={frame.width - frame.right} />
            ) : (
              <LabelOver label={mark.trial.label} x={x} y={y} height={height} leftwards={x > frame.width / 2} />
            )}
          </g>
        );
      })}
    </Decoration>
  );
}

interface LabelProps {
  readonly label: string | null;
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
