const SUFFIXES = ['', 'k', 'M', 'G', 'T'] as const;

/** A count to three significant digits: 950, 1.23k, 12.3M, 2M. */
export function formatCount(value: number): string {
  let scaled = value;
  let step = 0;
  while (Math.abs(Number(scaled.toPrecision(3))) >= 1000 && step < SUFFIXES.length - 1) {
    scaled /= 1000;
    step++;
  }
  return `${Number(scaled.toPrecision(3))}${SUFFIXES[step]}`;
}

/** A share of 1 in per cent with two decimals, so that columns line up: 86.10 %. */
export function formatPercent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** Wall time: 0.4 s, 12 s, 3 min 20 s, 2 h 5 min. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${trimmed(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return joined(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** Time of one inference: 0.83 ms, 12.4 ms. */
export function formatMilliseconds(milliseconds: number): string {
  return `${Number(milliseconds.toPrecision(3))} ms`;
}

/** Bytes in powers of 1000: 950 B, 1.2 MB. */
export function formatBytes(bytes: number): string {
  const count = formatCount(bytes);
  const suffix = /[kMGT]$/.exec(count)?.[0] ?? '';
  return `${suffix === '' ? count : count.slice(0, -1)} ${suffix}B`;
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

function trimmed(digits: string): string {
  return digits.includes('.') && !digits.includes('e') ? digits.replace(/\.?0+$/, '') : digits;
}
