import type { ScaleContinuousNumeric } from 'd3-scale';
import { formatCount } from '../format/numbers.js';
import { Decoration } from './decoration.js';
import type { Frame } from './front-scales.js';

interface BudgetLineProps {
  readonly macs: number;
  readonly x: ScaleContinuousNumeric<number, number>;
  readonly frame: Frame;
}

/** The hard limit on MACs; what lies beyond it is shaded. */
export function BudgetLine({ macs, x, frame }: BudgetLineProps) {
  const at = x(macs);
  const right = frame.width - frame.right;
  const bottom = frame.height - frame.bottom;
  return (
    <Decoration className="budget">
      <rect x={at} y={frame.top} width={Math.max(0, right - at)} height={bottom - frame.top} />
      <line x1={at} x2={at} y1={frame.top - 6} y2={bottom} />
      <text x={Math.min(at, right)} y={frame.top - 12} textAnchor={at > frame.width / 2 ? 'end' : 'start'}>
        budget {formatCount(macs)}
      </text>
    </Decoration>
  );
}
