import { z } from 'zod';

const share = z.number().min(0).max(1);
const probability = z.number().min(0).lt(1);
const rate = z.number().gt(0);
const weightDecay = z.number().min(0);
const warmup = {
  peakLearningRate: rate,
  warmupEpochs: z.number().min(0),
  publishedEpochs: rate
    .optional()
    .describe('length of the run that the numbers of epochs are meant for; they shrink or grow with this one'),
};
const mixing = z.strictObject({ alpha: z.number().min(1e-3).max(1e3).describe('of the Beta distribution that shares are drawn from') });

const optimizerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sgd-nesterov'), momentum: probability, weightDecay }),
  z.strictObject({ kind: z.literal('adamw'), beta1: probability, beta2: probability, epsilon: rate, weightDecay }),
  z.strictObject({ kind: z.literal('rmsprop'), decay: probability, momentum: probability, epsilon: rate, weightDecay }),
]);

const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cosine'), ...warmup, finalLearningRate: z.number().min(0) }),
  z.strictObject({ kind: z.literal('exponential'), ...warmup, factor: rate.max(1), everyEpochs: rate }),
]);

const areas = z.tuple([share, share]).describe('least and most share of the image');

const augmentSchema = z.strictObject({
  horizontalFlip: z.boolean().optional(),
  shift: share.optional().describe('largest shift along each axis, as a share of the side'),
  paddedCrop: share.optional().describe('black border of this share of the side, then a window of the old size'),
  resizedCrop: z.strictObject({ area: areas }).optional().describe('a window of the image brought to its size'),
  randAugment: z.strictObject({ operations: z.int().min(1).max(14), magnitude: z.number().min(0).max(10) }).optional(),
  randomErasing: z.strictObject({ probability: share, area: areas }).optional(),
  mixup: mixing.optional(),
  cutmix: mixing.optional(),
});

/** Fields of a recipe that an experiment file replaces; what is left out stays. */
export const recipeChangesSchema = z.strictObject({
  batch: z.int().min(1).max(65_536).optional().describe('images per step; the learning rate stays as it is written'),
  optimizer: optimizerSchema.optional(),
  schedule: scheduleSchema.optional().describe('the learning rate'),
  batchNormMomentum: probability.optional(),
  labelSmoothing: share.optional(),
  augment: augmentSchema.optional(),
  averageDecay: probability
    .optional()
    .describe('networks are measured with running averages of their weights, which keep this share per step'),
  clipNorm: rate.optional().describe('largest norm of the gradient of all weights together'),
  dropout: probability.optional().describe("in place of the classifier's"),
  stochasticDepth: probability.optional().describe('drop probability of the last block, rising linearly'),
  progressive: z
    .strictObject({ from: z.number().gt(0).max(1).describe('share of the side'), stages: z.int().min(1).max(100) })
    .optional()
    .describe('early epochs see smaller images'),
  normImages: z.int().min(1).optional().describe('images that batch normalisation is measured on anew at the end'),
});
