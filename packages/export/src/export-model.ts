import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { allowedForRounding } from './conditioning.js';
import {
  type Exportable,
  ExportError,
  type FileContent,
  type FileVerdict,
  type Format,
  type TrainedExportable,
  type Verdict,
  type Written,
  type WrittenFile,
  type WrittenFormat,
} from './format.js';
import { type FormatName, formatNames, formats } from './formats/formats.js';
import { allowedDifference, makeProbes, type Probe } from './probes.js';

/** One written file. */
export interface ExportedFile extends WrittenFile {
  readonly format: FormatName;
}

/** A format that this network cannot have, or not here. */
export interface SkippedFormat {
  readonly format: FormatName;
  readonly reason: string;
}

export interface Exported {
  readonly files: readonly ExportedFile[];
  readonly skipped: readonly SkippedFormat[];
}

/**
 * Writes a model in several formats into a folder, and reads every format back and compares it when asked. A file appears under its final
 * name only when it is whole. A format that cannot be written is skipped with its reason and the others go on; `onFormat` hears of each that is done. Throws `ExportError` when a
 * file does not compute what the model does, and the system's error when the disk does not take it.
 */
export async function exportModel(
  exportable: Exportable,
  names: readonly FormatName[],
  folder: string,
  verify: boolean,
  onFormat: (name: FormatName) => void = () => {},
): Promise<Exported> {
  const files: ExportedFile[] = [];
  const skipped: SkippedFormat[] = [];
  const written: Written = { folder, read: async (path) => new Uint8Array(await readFile(join(folder, path))) };
  const probes = verify && exportable.weights ? makeProbes(exportable as TrainedExportable) : [];
  const done: WrittenFormat[] = [];
  for (const name of formatNames.filter((each) => names.includes(each))) {
    const format: Format = formats[name];
    const made = await make(format, exportable, done);
    if (typeof made === 'string') {
      skipped.push({ format: name, reason: made });
      continue;
    }
    for (const { path, content } of made) await writeWhole(join(folder, path), content);
    const verdict = verify ? await checkOrRemove(name, exportable, made, written, probes) : undefined;
    const own = made.map((file) => ({ format: name, ...factsOf(file, verdict) }));
    done.push({ use: format.use, files: own });
    onFormat(name);
    files.push(...own);
  }
  return { files, skipped };
}

function factsOf({ path, content }: FileContent, verdict: Verdict | undefined): WrittenFile {
  const bytes = Buffer.from(content);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path, sha256, bytes: bytes.length, ...(verdict && { verdict: ofFile(path, verdict) }) };
}

function ofFile(path: string, verdict: Verdict): FileVerdict {
  if (!verdict.verified) return verdict;
  const { rounded, ...rest } = verdict;
  const rounding = rounded?.[path];
  return rounding ? { ...rest, maxAbsError: rounding.maxAbsError, rounding } : rest;
}

/** The files of a format, or why there are none. */
async function make(format: Format, exportable: Exportable, done: readonly WrittenFormat[]) {
  if (format.holdsWeights && !exportable.weights) {
    return 'holds weights, and none are known; train the network with isoflop search, or export a published network with --seed for random ones';
  }
  try {
    return await format.write(exportable as TrainedExportable, done);
  } catch (error) {
    if (error instanceof ExportError) return error.message;
    throw error;
  }
}

/** A file that is not what it should be does not stay under its name. */
async function checkOrRemove(
  name: FormatName,
  exportable: Exportable,
  made: readonly FileContent[],
  written: Written,
  probes: readonly Probe[],
): Promise<Verdict> {
  try {
    return await check(name, formats[name], exportable, written, probes);
  } catch (error) {
    await Promise.all(made.map(({ path }) => rm(join(written.folder, path), { force: true })));
    throw error;
  }
}

async function check(
  name: FormatName,
  format: Format,
  exportable: Exportable,
  written: Written,
  probes: readonly Probe[],
): Promise<Verdict> {
  const verdict = await format.verify(exportable as TrainedExportable, written, probes);
  if (!verdict.verified || !format.holdsWeights) return verdict;
  const allowed = allowedDifference(format.tolerance, probes);
  if (verdict.maxAbsError <= allowed) return verdict;
  // Costs another run of the model, so only where it is needed.
  const rounding = allowedForRounding(exportable as TrainedExportable, probes);
  if (verdict.maxAbsError > rounding) {
    const limit = Math.max(allowed, rounding).toExponential(1);
    throw new ExportError(`${name}: logits must agree to ${limit}, got a difference of ${verdict.maxAbsError}; please report this network`);
  }
  return { ...verdict, allowedForRounding: rounding };
}

async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  try {
    await writeFile(partial, content);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
