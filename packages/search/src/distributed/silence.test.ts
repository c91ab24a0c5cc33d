import { describe, expect, it } from 'vitest';
import { Silence } from './silence.js';

/** A watcher with a clock to turn. */
function watcher() {
  let now = 1000;
  const silence = new Silence(() => now);
  /** Looks once a second for so long. */
  const look = (seconds: number, sign: string) => {
    let heard = 0;
    for (let second = 0; second < seconds; second++) {
      now += 1;
      heard = silence.of(1, sign);
    }
    return heard;
  };
  return { silence, look, pass: (seconds: number) => (now += seconds) };
}

describe('Silence', () => {
  it('counts while the sign of life stays as it was, and starts anew when it changes, whatever it says', () => {
    const { look } = watcher();
    expect(look(31, 'at noon')).toBe(30);
    expect(look(1, 'an hour before noon')).toBe(0);
    expect(look(10, 'an hour before noon')).toBe(10);
  });

  it('holds nobody silent for the time in which nobody looked', () => {
    const { look, pass } = watcher();
    look(11, 'at noon');
    pass(3600);
    expect(look(1, 'at noon')).toBe(15);
  });

  it('does not run backwards with a clock that does', () => {
    const { look, pass } = watcher();
    look(11, 'at noon');
    pass(-500);
    expect(look(1, 'at noon')).toBe(10);
    expect(look(1, 'at noon')).toBe(11);
  });

  it('forgets', () => {
    const { silence, look } = watcher();
    look(11, 'at noon');
    silence.forget(1);
    expect(look(1, 'at noon')).toBe(0);
  });
});
