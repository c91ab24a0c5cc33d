import { type BackendRequest, type ConvShape, ensureShapesChecked, type GradientSummary, openBackend, sweepShapes } from '@isoflop/runtime';
import { openSpace } from '@isoflop/search-space';
import { workerEnvironment } from '@isoflop/training';
import { EXIT } from './exit.js';
import { readExperiment, shapeOf } from './experiment-source.js';
import type { Io } from './io.js';
import { spaceConvShapes } from './space-conv-shapes.js';

export interface GradientCheckOptions {
  /** An experiment file or a preset; left out, the sweep over channels, kernels, strides and sizes. */
  readonly space?: string;
  readonly backend?: BackendRequest;
  readonly again?: boolean;
}

/** Wrong shapes that are printed; `--json` has all. */
const SHOWN = 20;

/** `isoflop doctor --space FILE` and `--sweep`: checks the gradients of every convolution and tells which are wrong. Ends with exit code 1 where any is. */
export async function gradientCheck(io: Io, { space, backend, again = false }: GradientCheckOptions): Promise<void> {
  const { shapes, requested } = await shapesToCheck(space);
  // As a worker does, because some settings change which code runs.
  for (const [name, value] of Object.entries(workerEnvironment(1))) process.env[name] ??= value;
  const opened = await openBackend(backend ?? requested);
  io.say(`gradients of ${shapes.length} convolutions on ${opened.backend}, against a reference in double precision`);
  let told = 0;
  const summary = await ensureShapesChecked(opened, shapes, {
    again,
    onShape: (done, total) => {
      const tenth = Math.floor((10 * done) / total);
      if (tenth > told) io.say(`${done} of ${total} checked`);
      told = tenth;
    },
  });
  io.answer(summary);
  io.show(report(summary));
  if (summary.wrong.length > 0) process.exitCode = EXIT.failed;
}

async function shapesToCheck(space: string | undefined): Promise<{ shapes: readonly ConvShape[]; requested: BackendRequest }> {
  if (space === undefined) return { shapes: [...sweepShapes()], requested: 'auto' };
  const { dataset, search, runtime, space: settings } = await readExperiment(space);
  return { shapes: spaceConvShapes(openSpace(settings), await shapeOf(dataset, search.seed)), requested: runtime.backend };
}

function report({ checked, right, detoured, wrong, worstError, backend, tensorflowVersion, processor }: GradientSummary): string {
  const on = `${backend}${tensorflowVersion === undefined ? '' : ` (TensorFlow ${tensorflowVersion})`} on ${processor}`;
  const lines = [
    `${right} of ${checked} right as the op computes them, ${detoured.length} through isoflop's own way, ${wrong.length} wrong; ${on}`,
  ];
  lines.push(`largest error ${worstError.toExponential(1)} of the largest value`);
  for (const name of wrong.slice(0, SHOWN)) lines.push(`wrong: ${name}`);
  if (wrong.length > SHOWN) lines.push(`and ${wrong.length - SHOWN} more (--json names all)`);
  if (wrong.length > 0)
    lines.push('choose other channels for these, or set TF_ENABLE_ONEDNN_OPTS=0 and check again; see docs/gradients.md');
  return lines.join('\n');
}
