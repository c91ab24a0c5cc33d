/** The mark of a trial that was stopped early: a bar for each rung that it reached. How far each is from the middle, in pixels. */
export function barsOf(level: number): number[] {
  return Array.from({ length: level }, (_, bar) => 3 * (bar - (level - 1) / 2));
}

interface Bars {
  /** Pixels, by position in the list. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly count: number;
  /** How many bars each has; none for 0. */
  readonly levels: (index: number) => number;
}

/** Draws the marks of trials that were stopped early, in one colour and opacity. */
export function drawBars(context: CanvasRenderingContext2D, { x, y, count, levels }: Bars, colour: string, opacity: number): void {
  context.strokeStyle = colour;
  context.globalAlpha = Math.max(0.25, opacity);
  context.beginPath();
  for (let i = 0; i < count; i++) {
    for (const offset of barsOf(levels(i))) {
      context.moveTo((x[i] ?? 0) - 3, (y[i] ?? 0) + offset);
      context.lineTo((x[i] ?? 0) + 3, (y[i] ?? 0) + offset);
    }
  }
  context.stroke();
  context.globalAlpha = 1;
}
