import type { Json, SamplerRecord, Trial } from '@isoflop/results-store';
import type { Space, Study, StudyJSON } from 'hyperopt-js';

/** A record as it is stored: hyperopt-js keeps the order of telling beside its records, here each has its place; and the trial it is about. */
type StoredRecord = StudyJSON['records'][number] & { readonly told?: number; readonly trial?: number };

/** Which trial each of a sampler's suggestions became, and which of its records the store does not have yet, as they are now. */
export class SamplerMemory {
  private readonly dirty = new Set<number>();
  private readonly place = new Map<number, number>();
  private nextPlace: number;
  private readonly indexes = new Map<number, number>();
  private readonly trials = new Map<number, number>();

  constructor(
    private readonly study: Study<Space>,
    saved: readonly SamplerRecord[],
  ) {
    for (const { index, record } of saved) {
      const { told, trial } = record as StoredRecord;
      if (told !== undefined) this.place.set(index, told);
      if (trial !== undefined) this.link(index, trial);
    }
    // A study that was saved as a whole, by an earlier version, is saved record by record from now on.
    if (saved.length === 0) {
      const { told } = study.toJSON();
      for (const [place, index] of told.entries()) this.place.set(index, place);
      for (const { number } of study.trials) this.dirty.add(number);
    }
    this.nextPlace = [...this.place.values()].reduce((next, place) => Math.max(next, place + 1), 0);
  }

  /** The suggestion that a trial was made of; by the trial's number. */
  indexOf(trial: number): number | undefined {
    return this.indexes.get(trial);
  }

  /** The number of the trial that a suggestion became. */
  trialOf(index: number): number | undefined {
    return this.trials.get(index);
  }

  /** A suggestion became a trial of this number. */
  link(index: number, trial: number): void {
    this.indexes.set(trial, index);
    this.trials.set(index, trial);
    this.dirty.add(index);
  }

  /**
   * Finds the trials of suggestions that were saved before their trial had a number: the first, in the order of numbers, with the same point.
   * Earlier versions saved no numbers at all.
   */
  linkByPoint(trials: readonly Trial[]): void {
    const open = new Map<string, number[]>();
    for (const { number, params } of trials) {
      if (this.indexes.has(number)) continue;
      const key = JSON.stringify(params);
      open.set(key, [...(open.get(key) ?? []), number]);
    }
    for (const { number: index, params } of this.study.trials) {
      const trial = this.trials.has(index) ? undefined : open.get(JSON.stringify(params))?.shift();
      if (trial !== undefined) this.link(index, trial);
    }
  }

  changed(index: number): void {
    this.dirty.add(index);
  }

  told(index: number): void {
    this.place.set(index, this.nextPlace++);
    this.dirty.add(index);
  }

  /** What was told of it counts no more. */
  untold(index: number): void {
    this.place.delete(index);
    this.dirty.add(index);
  }

  takeChanged(): readonly SamplerRecord[] {
    const changed = [...this.dirty].map((index) => {
      const [told, trial] = [this.place.get(index), this.trials.get(index)];
      const record = { ...this.study.trials[index], ...(told !== undefined && { told }), ...(trial !== undefined && { trial }) };
      return { index, record };
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
  const records = stored.map(({ told: _, trial: __, ...record }) => record);
  return { ...(state as unknown as StudyJSON & { readonly space: Space }), records, told: told.map(({ number }) => number) };
}
