import { z } from 'zod';

export const sessionAnswer = z.strictObject({
  /** For the header `x-csrf-token` of everything that writes; null where nothing may be written. */
  csrfToken: z.string().nullable(),
  readOnly: z.boolean(),
  version: z.string(),
  /** Without a password. */
  store: z.string(),
  /** Whether searches can be started: not in a store that lives in this process alone. */
  canLaunch: z.boolean(),
  /** The server's clock. */
  now: z.number(),
});

export type SessionAnswer = z.infer<typeof sessionAnswer>;
