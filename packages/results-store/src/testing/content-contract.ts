import { describe, expect, it } from 'vitest';
import { newTrial } from './records.js';
import type { MakeStore } from './store-contract.js';

const HOUR = 3_600_000;

export function contentContract(make: MakeStore): void {
  describe('contents', () => {
    it('come back by their SHA-256, whatever bytes they are', async () => {
      const store = await make();
      const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 256);
      const saved = await store.saveContent(bytes);
      expect(saved).toEqual({ sha256: 'db8f1d69251d95e2c88268d3c540533cc5182e0e33065a6f3f322f606a574489', bytes: 100_000 });
      expect(await store.content(saved.sha256)).toEqual(bytes);
      expect(await store.saveContent(new Uint8Array())).toEqual({
        sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        bytes: 0,
      });
      expect(await store.content('00')).toBeUndefined();
    });

    it('stay while an artifact names them, and go with the last study that does', async () => {
      let now = 0;
      const store = await make({ now: () => now });
      for (const name of ['a', 'b']) await store.createStudy({ name, spec: null });
      const { sha256, bytes } = await store.saveContent(Uint8Array.of(1, 2, 3));
      const unnamed = await store.saveContent(Uint8Array.of(4));
      for (const name of ['a', 'b']) {
        const trial = await store.startTrial((await store.createTrial(name, newTrial())).id);
        await store.addArtifact(trial, { kind: 'checkpoint', path: 'x', sha256, bytes });
      }
      now = HOUR;
      await store.deleteStudy('a');
      expect([await store.content(sha256), await store.content(unnamed.sha256)]).toEqual([Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);
      now = HOUR + 1;
      await store.deleteStudy('b');
      expect([await store.content(sha256), await store.content(unnamed.sha256)]).toEqual([undefined, undefined]);
    });
  });
}
