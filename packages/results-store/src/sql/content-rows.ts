import type { Tx } from './sql-database.js';

/** How long a content may wait for the artifact record that names it. */
const UNNAMED_MILLISECONDS = 3_600_000;

export async function putContent(tx: Tx, sha256: string, content: Uint8Array, now: number): Promise<void> {
  await tx
    .insertInto('contents')
    .values({ sha256, content, created_at: now })
    .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ created_at: now }))
    .execute();
}

export async function contentOf(tx: Tx, sha256: string): Promise<Uint8Array | undefined> {
  const row = await tx.selectFrom('contents').select('content').where('sha256', '=', sha256).executeTakeFirst();
  return row && new Uint8Array(row.content);
}

/** Drops what no artifact names any more. */
export async function dropUnnamedContents(tx: Tx, now: number): Promise<void> {
  const named = tx.selectFrom('artifacts').select('sha256');
  await tx
    .deleteFrom('contents')
    .where('sha256', 'not in', named)
    .where('created_at', '<', now - UNNAMED_MILLISECONDS)
    .execute();
}
