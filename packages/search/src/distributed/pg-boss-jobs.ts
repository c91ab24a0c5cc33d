import { openPlainSql, type PlainSql, type ReconnectOptions } from '@isoflop/results-store/postgres';
import PgBoss from 'pg-boss';
import type { TakenJob, TrialJob, TrialJobs } from './trial-jobs.js';

const QUEUE = 'trials';
/** A worker starts the trial of a job at once; one that died before it did leaves the job to others after this time. */
const START_SECONDS = 120;
const MAINTENANCE_SECONDS = 60;

/** Jobs in the database that holds the store, in a schema beside the store's, by pg-boss. */
export class PgBossJobs implements TrialJobs {
  private constructor(
    private readonly boss: PgBoss,
    private readonly sql: PlainSql,
  ) {}

  static async open(url: string, options: ReconnectOptions = {}): Promise<PgBossJobs> {
    const sql = await openPlainSql(url, options);
    const boss = new PgBoss({
      db: { executeSql: (text: string, values: unknown[]) => sql.run(text, values) },
      schema: jobsSchema(sql.schema),
      schedule: false,
      maintenanceIntervalSeconds: MAINTENANCE_SECONDS,
    });
    // Maintenance that failed is done again a minute later.
    boss.on('error', () => {});
    try {
      await boss.start();
      await createQueue(boss);
      return new PgBossJobs(boss, sql);
    } catch (error) {
      await sql.close();
      throw error;
    }
  }

  async send(job: TrialJob): Promise<void> {
    await this.boss.send(QUEUE, job, { singletonKey: String(job.trialId) });
  }

  async take(): Promise<TakenJob | undefined> {
    const [job] = await this.boss.fetch<TrialJob>(QUEUE);
    return job && { ...job.data, id: job.id };
  }

  /** What became of the trial is in the store. */
  async done({ id }: TakenJob): Promise<void> {
    await this.boss.deleteJob(QUEUE, id);
  }

  async giveBack({ id }: TakenJob): Promise<void> {
    await this.boss.fail(QUEUE, id);
  }

  async close(): Promise<void> {
    await this.boss.stop({ graceful: false });
    await this.sql.close();
  }
}

const DEADLOCK = '40P01';

/** Processes that create it at once may deadlock; one of them is told so, and another has created it then, or is about to. */
async function createQueue(boss: PgBoss): Promise<void> {
  const options = { name: QUEUE, policy: 'short', retryLimit: 1_000_000, expireInSeconds: START_SECONDS } as const;
  while (!(await boss.getQueue(QUEUE))) {
    await boss.createQueue(QUEUE, options).catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== DEADLOCK) throw error;
    });
  }
}

/** One per store: `isoflop_jobs` beside the tables in `public`. pg-boss takes names of up to 50 characters. */
function jobsSchema(storeSchema: string): string {
  const name = storeSchema === 'public' ? 'isoflop' : storeSchema.replace(/\W/g, '_');
  return `${name.slice(0, 45)}_jobs`;
}
