import { type Exported, type FormatName, formatNames } from '@isoflop/export';

/** What became of one format over many networks. */
export interface FormatTally {
  compared: number;
  /** Largest absolute difference of logits, and of which network. */
  largest: number;
  largestOf: string;
  /** Largest relative error that rounded weights made. */
  rounding: number;
  /** Networks whose error is above the tolerance and not above what rounding may do to them. */
  allowed: number;
  /** Networks that the format cannot say. */
  refused: number;
  /** Why files could not be read back on this machine. */
  missing: string | undefined;
}

export class Tally {
  readonly formats = new Map<FormatName, FormatTally>(
    formatNames.map((name) => [name, { compared: 0, largest: 0, largestOf: '', rounding: 0, allowed: 0, refused: 0, missing: undefined }]),
  );

  add(network: string, { files, skipped }: Exported): void {
    for (const { format } of skipped) this.of(format).refused++;
    for (const format of new Set(files.map((file) => file.format))) {
      const verdict = files.find((file) => file.format === format)?.verdict;
      const tally = this.of(format);
      if (!verdict?.verified) {
        tally.missing = verdict?.reason;
        continue;
      }
      tally.compared++;
      if (verdict.allowedForRounding !== undefined) tally.allowed++;
      for (const file of files.filter((each) => each.format === format)) {
        if (file.verdict?.verified) tally.rounding = Math.max(tally.rounding, file.verdict.rounding?.relativeError ?? 0);
      }
      if (verdict.maxAbsError <= tally.largest) continue;
      tally.largest = verdict.maxAbsError;
      tally.largestOf = network;
    }
  }

  lines(): string[] {
    const asked = [...this.formats].filter(([, { compared, refused, missing }]) => compared + refused > 0 || missing !== undefined);
    return asked.map(([format, { compared, largest, largestOf, rounding, allowed, refused, missing }]) => {
      const error = largest > 0 ? `, largest error ${largest.toExponential(1)} (${largestOf})` : '';
      const int8 = rounding > 0 ? `, int8 weights off by at most ${(100 * rounding).toFixed(1)} %` : '';
      const above = allowed > 0 ? `, ${allowed} above the tolerance but not above what rounding may do` : '';
      return `- ${format}: ${compared} read back${error}${above}${int8}, ${refused} refused${missing ? `; not compared: ${missing}` : ''}`;
    });
  }

  private of(format: FormatName): FormatTally {
    const tally = this.formats.get(format);
    if (!tally) throw new RangeError(`no format ${format}`);
    return tally;
  }
}
