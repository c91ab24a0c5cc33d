import { Decoration } from '../plots/decoration.js';
import type { Frame } from '../plots/frame.js';
import type { NumberScale } from '../plots/scales.js';

interface BudgetLineProps {
  readonly limit: number;
  readonly format: (value: number) => string;
  readonly x: NumberScale;
  readonly frame: Frame;
}

/** The hard limit on a cost; what lies beyond it is shaded. */
export function BudgetLine({ limit, format, x, frame }: BudgetLineProps) {
  const at = x(limit);
  const right = frame.width - frame.right;
  const bottom = frame.height - frame.bottom;
  return (
    <Decoration className="budget">
      <rect x={at} y={frame.top} width={Math.max(0, right - at)} height={bottom - frame.top} />
      <line x1={at} x2={at} y1={frame.top - 6} y2={bottom} />
      <text x={Math.min(at, right)} y={frame.top - 12} textAnchor={at > frame.width / 2 ? 'end' : 'start'}>
        budget {format(limit)}
      </text>
    </Decoration>
  );
}
