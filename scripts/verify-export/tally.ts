import { type Exported, type FormatName, formatNames } from '@isoflop/export';

/** What became of one format over many networks. */
export interface FormatTally {
  compared: number;
  /** Largest absolute difference of logits, and of which network. */
  largest: number;
  largestOf: string;
  /** Networks that the format cannot say. */
  refused: number;
  /** Why files could not be read back on this machine. */
  missing: string | undefined;
}

export class Tally {
  readonly formats = new Map<FormatName, FormatTally>(
    formatNames.map((name) => [name, { compared: 0, largest: 0, largestOf: '', refused: 0, missing: undefined }]),
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
      if (verdict.maxAbsError <= tally.largest) continue;
      tally.largest = verdict.maxAbsError;
      tally.largestOf = network;
    }
  }

  lines(): string[] {
    const asked = [...this.formats].filter(([, { compared, refused, missing }]) => compared + refused > 0 || missing !== undefined);
    return asked.map(([format, { compared, largest, largestOf, refused, missing }]) => {
      const error = largest > 0 ? `, largest error ${largest.toExponential(1)} (${largestOf})` : '';
      return `  ${format}: ${compared} read back${error}, ${refused} refused${missing ? `; not compared: ${missing}` : ''}`;
    });
  }

  private of(format: FormatName): FormatTally {
    const tally = this.formats.get(format);
    if (!tally) throw new RangeError(`no format ${format}`);
    return tally;
  }
}
