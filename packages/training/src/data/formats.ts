import { cifarArchive, cifarFolder } from './cifar.js';
import type { DatasetFormat } from './format.js';
import { idxFolder } from './idx-folder.js';
import { imageFolder } from './image-folder.js';
import { npz } from './npz.js';
import { tfrecord } from './tfrecord.js';

/** In the order in which they are tried: the more particular first. */
export const formats: readonly DatasetFormat[] = [idxFolder, cifarFolder, cifarArchive, imageFolder, npz, tfrecord];
