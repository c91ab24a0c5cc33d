/**
 * Channels times a width factor, rounded to a multiple of `divisor` but never more than 10 % down
 * (`round_filters` of EfficientNet's reference code, `_make_divisible` of MobileNet's). `mayShrink` leaves the 10 % rule out, as
 * EfficientNetV2's code does.
 */
export function roundChannels(channels: number, width: number, divisor = 8, mayShrink = false): number {
  const scaled = channels * width;
  const rounded = Math.max(divisor, Math.floor((scaled + divisor / 2) / divisor) * divisor);
  return rounded < 0.9 * scaled && !mayShrink ? rounded + divisor : rounded;
}

/** Repeats times a depth factor, rounded up (`round_repeats` of EfficientNet's reference code). */
export function roundRepeats(repeats: number, depth: number): number {
  return Math.ceil(repeats * depth);
}

/** The nearest whole number, halves to the even one, as Python's `round`. */
export function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
