import type { ChannelStatistics } from '../job.js';

/** Mean and standard deviation of each channel over [count, height, width, channels] bytes, on the scale from 0 to 1. */
export function channelStatistics(images: Uint8Array, channels: number): ChannelStatistics {
  const histogram = new Float64Array(channels * 256);
  for (let i = 0; i < images.length; i++) histogram[(i % channels) * 256 + images[i]]++;
  const count = images.length / channels;
  const mean: number[] = [];
  const std: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    const bins = histogram.subarray(channel * 256, (channel + 1) * 256);
    const average = bins.reduce((sum, n, value) => sum + n * value, 0) / count;
    const variance = bins.reduce((sum, n, value) => sum + n * (value - average) ** 2, 0) / count;
    mean.push(average / 255);
    std.push(Math.sqrt(variance) / 255);
  }
  return { mean, std };
}
