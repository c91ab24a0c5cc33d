import type { Summary } from './peer-process.js';

export interface NetworkReport {
  readonly network: string;
  readonly batch: number;
  readonly rows: readonly ({ readonly name: string } & Summary)[];
}

/** The better of PyTorch's layouts. */
function torchBest(rows: NetworkReport['rows'], measure: 'train' | 'infer'): number {
  const times = rows.filter(({ name }) => name.startsWith('torch')).map(({ milliseconds }) => milliseconds[measure] ?? Number.NaN);
  return times.length > 0 ? Math.min(...times) : Number.NaN;
}

/** One line per contender: milliseconds, and the ratio to PyTorch's better layout. */
export function printReport({ network, batch, rows }: NetworkReport): void {
  const best = { train: torchBest(rows, 'train'), infer: torchBest(rows, 'infer') };
  process.stdout.write(`${network}, batch ${batch}, ${rows[0].params} parameters\n`);
  for (const { name, milliseconds, peakMegabytes, privateMegabytes, openMilliseconds, firstStepMilliseconds } of rows) {
    const times = (['train', 'infer'] as const).map((measure) => {
      const time = milliseconds[measure];
      return time === undefined
        ? ' '.repeat(27)
        : `${measure} ${time.toFixed(1).padStart(7)} ms (${(time / best[measure]).toFixed(2)}x)`.padEnd(27);
    });
    const opening = openMilliseconds === undefined ? '' : `, opens in ${openMilliseconds} ms, first step ${firstStepMilliseconds} ms more`;
    const { train, pipeline } = milliseconds;
    const share =
      pipeline && train ? `, pipeline ${pipeline.toFixed(1)} ms a step, ${((100 * train) / pipeline).toFixed(0)} % of the bare rate` : '';
    process.stdout.write(
      `  ${name.padEnd(20)}${times.join('')}peak ${peakMegabytes.toFixed(0)} MB, own ${privateMegabytes.toFixed(0)} MB${opening}${share}\n`,
    );
  }
}
