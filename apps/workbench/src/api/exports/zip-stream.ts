import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { Zip, ZipPassThrough } from 'fflate';

/** Files as a ZIP archive, read as it is sent. Nothing is compressed: weights hardly get smaller. */
export function zipStream(files: readonly { readonly name: string; readonly file: string }[]): Readable {
  return Readable.from(chunksOf(files), { objectMode: false });
}

async function* chunksOf(files: readonly { readonly name: string; readonly file: string }[]): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  for (const { name, file } of files) {
    const entry = new ZipPassThrough(name);
    zip.add(entry);
    for await (const chunk of createReadStream(file)) {
      entry.push(chunk);
      yield* ready.splice(0);
    }
    entry.push(new Uint8Array(0), true);
    yield* ready.splice(0);
  }
  zip.end();
  yield* ready.splice(0);
}
