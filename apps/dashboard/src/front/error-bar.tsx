import { Decoration } from '../plots/decoration.js';
import { px } from '../plots/scales.js';
import type { FrontScales } from './front-scales.js';

/** Accuracy over several seeds. */
export interface ErrorBarAt {
  readonly trial: number;
  readonly cost: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A mean and its interval. */
export function ErrorBar({ bar: { cost, mean, low, high }, scales: { x, y } }: { readonly bar: ErrorBarAt; readonly scales: FrontScales }) {
  const [at, top, bottom, middle] = [px(x(cost)), px(y(high)), px(y(low)), px(y(mean))];
  return (
    <Decoration className="error-bar">
      <path d={`M${at},${top}V${bottom}M${at - 4},${top}h8M${at - 4},${bottom}h8M${at - 3},${middle}h6`} />
    </Decoration>
  );
}
