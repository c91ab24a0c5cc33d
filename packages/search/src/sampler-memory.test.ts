import { createStudy, float, int, Study, TPESampler } from 'hyperopt-js';
import { describe, expect, it } from 'vitest';
import { SamplerMemory, withRecords } from './sampler-memory.js';

const space = { depth: int(1, 8), width: float(0.5, 2) };

function study() {
  return createStudy({ space, directions: ['maximize', 'minimize'], sampler: new TPESampler({ seed: 4 }), seed: 4 });
}

type Measured = { params: { depth: number; width: number } };
const valuesOf = ({ params }: Measured) => [1 / (1 + params.depth), params.width];

describe('SamplerMemory', () => {
  it('saves a few records at a time, from which a study goes on to the bit', () => {
    const whole = study();
    const memory = new SamplerMemory(whole as never, []);
    const store = new Map<number, unknown>();
    let state: unknown;
    const save = () => {
      const changed = memory.takeChanged();
      expect(changed.length).toBeLessThanOrEqual(3);
      for (const { index, record } of changed) store.set(index, JSON.parse(JSON.stringify(record)));
      state = JSON.parse(JSON.stringify(whole.state()));
    };
    for (let pairs = 0; pairs < 15; pairs += 1) {
      const asked = [whole.ask(), whole.ask()];
      for (const { number } of asked) memory.changed(number);
      // Told in the other order than asked, as parallel workers do.
      for (const trial of asked.reverse()) {
        memory.told(trial.number);
        whole.tell(trial, { values: valuesOf(trial) });
      }
      save();
    }
    const records = [...store].map(([index, record]) => ({ index, record }));
    const resumed = Study.fromJSON(withRecords(state as never, records) as ReturnType<typeof whole.toJSON>);
    expect(resumed.toJSON()).toEqual(whole.toJSON());
    expect(resumed.ask(5)).toEqual(whole.ask(5));
  });

  it('takes over a study that an earlier version saved as a whole', () => {
    const old = study();
    for (let trials = 0; trials < 4; trials += 1) {
      const trial = old.ask();
      old.tell(trial, { values: valuesOf(trial) });
    }
    const saved = JSON.parse(JSON.stringify(old.toJSON()));
    const resumed = Study.fromJSON(withRecords(saved, []) as ReturnType<typeof old.toJSON>);
    const changed = new SamplerMemory(resumed as never, []).takeChanged();
    expect(withRecords(JSON.parse(JSON.stringify(resumed.state())), changed)).toEqual(saved);
  });
});
