import { categorical, float, int, type Space } from 'hyperopt-js';

/** 20 mixed parameters: 8 floats (half of them log), 6 ints (half log), 6 categorical ones of 3 to 5 choices. */
export const overheadSpace: Space = Object.fromEntries([
  ...Array.from({ length: 4 }, (_, i) => [`f${i}`, float(0, 1)]),
  ...Array.from({ length: 4 }, (_, i) => [`l${i}`, float(1e-5, 1, { log: true })]),
  ...Array.from({ length: 3 }, (_, i) => [`i${i}`, int(1, 32)]),
  ...Array.from({ length: 3 }, (_, i) => [`j${i}`, int(8, 1024, { log: true })]),
  ...Array.from({ length: 6 }, (_, i) => [`c${i}`, categorical(['a', 'b', 'c', 'd', 'e'].slice(0, 3 + (i % 3)))]),
]);

/** A smooth loss of such params, and a second one against it. */
export function overheadLosses(params: Record<string, number | string>): [number, number] {
  let [first, second] = [0, 0];
  for (const [name, value] of Object.entries(params)) {
    const place = typeof value === 'number' ? (name[0] === 'f' ? value : Math.log10(value + 1e-6) / 5) : value.charCodeAt(0) - 97;
    first += (place - 0.3) ** 2;
    second += (place - 0.7) ** 2;
  }
  return [first, second];
}
