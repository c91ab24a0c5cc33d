import type { Json, SamplerRecord } from '@isoflop/results-store';
import type { Space, Study, StudyJSON } from 'hyperopt-js';

/** A record as it is stored: hyperopt-js keeps the order of telling beside its records, here each has its place. */
type StoredRecord = StudyJSON['records'][number] & { readonly told?: number };

/** Which of a sampler's records the store does not have yet, as they are now. */
export class SamplerMemory {
  private readonly dirty = new Set<number>();
  private readonly place = new Map<number, number>();

  constructor(
    private readonly study: Study<Space>,
    saved: readonly SamplerRecord[],
  ) {
    for (const { index, record } of saved) {
      const { told } = record as StoredRecord;
      if (told !== undefined) this.place.set(index, told);
    }
    // A study that was saved as a whole, by an earlier version, is saved record by record from now on.
    if (saved.length === 0) {
      const { told } = study.toJSON();
      for (const [place, index] of told.entries()) this.place.set(index, place);
      for (const { number } of study.trials) this.dirty.add(number);
    }
  }

  changed(index: number): void {
    this.dirty.add(index);
  }

  told(index: number): void {
    this.place.set(index, this.place.size);
    this.dirty.add(index);
  }

  takeChanged(): readonly SamplerRecord[] {
    const changed = [...this.dirty].map((index) => {
      const told = this.place.get(index);
      return { index, record: { ...this.study.trials[index], ...(told !== undefined && { told }) } };
    });
    this.dirty.clear();
    return changed;
  }
}

/** A saved state with its records, as `Study.fromJSON` takes it. States of earlier versions hold them already. */
export function withRecords(state: Json, saved: readonly SamplerRecord[]): StudyJSON & { readonly space: Space } {
  if (saved.length === 0) return state as unknown as StudyJSON & { readonly space: Space };
  const stored = saved.map(({ record }) => record as StoredRecord);
  const told = stored.filter((record) => record.told !== undefined).sort((a, b) => a.told! - b.told!);
  const records = stored.map(({ told: _, ...record }) => record);
  return { ...(state as unknown as StudyJSON & { readonly space: Space }), records, told: told.map(({ number }) => number) };
}
