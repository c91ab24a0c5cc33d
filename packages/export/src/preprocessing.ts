import type { Exportable } from './format.js';

/** What to do to an image before the network sees it, as exported files tell it. */
export interface Preprocessing {
  readonly height: number;
  readonly width: number;
  readonly channelOrder: string;
  /** (byte / 255 - mean) / std, per channel; null when the network was not trained, so that any scale does. */
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
  readonly scale: string;
}

export function preprocessing({ graph, normalization }: Exportable): Preprocessing {
  const [height, width, channels] = graph.nodes[0].output;
  return {
    height,
    width,
    channelOrder: channels === 1 ? 'grey' : channels === 3 ? 'RGB' : `the ${channels} channels of the data set`,
    mean: normalization?.mean ?? null,
    std: normalization?.std ?? null,
    scale: normalization ? '(byte / 255 - mean) / std' : 'not trained: any',
  };
}
