import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { beginWork, type Hands } from './acts.ts'
import type { Painted, TrialRun } from './in-page.ts'
import type { HostName } from './running-desk.ts'
import { startDesk } from './start-desk.node.ts'
import { SyncLog } from './sync-log.node.ts'

export interface SyncCount {
  /** Green verdicts that stood for something newly recorded. */
  readonly verdicts: number
  readonly database: number
  readonly file: number
  /** Of the verdicts: without a sync of every copy between the scan and what was painted. */
  readonly unsynced: number
}

export interface SyncCountOptions {
  readonly host: HostName
  readonly data: string
  readonly station: string
  /** The desk gets its register from it and then loses the line, so that nothing but the journal is written. */
  readonly hub: { readonly url: string; readonly token: string }
  readonly trial: TrialRun
  readonly hands: Hands
  readonly verdicts: number
}

/**
 * Counts what `kill -9` cannot see: whether the kernel was asked to put every green verdict on the disk, in each copy, before it was painted. Throws
 * where strace is missing.
 */
export async function countSyncs(options: SyncCountOptions): Promise<SyncCount> {
  const { host, data, station, hub, trial, hands } = options
  const path = join(data, 'syncs.log')
  const fresh: Painted[] = []
  const onPainted = (painted: readonly Painted[]) => void fresh.push(...painted)
  const running = await startDesk(host, { data, station, hub, trial, onPainted, syncLog: path })
  try {
    await running.desk.ready()
    await beginWork(running.desk)
    await running.desk.page.context().setOffline(true)
    await pause(1000)
    const log = new SyncLog(path)
    const seen = new Set<string>()
    let [verdicts, database, file, unsynced] = [0, 0, 0, 0]
    for (let tries = 0; verdicts < options.verdicts && tries < options.verdicts * 5; tries++) {
      // What came late belongs to the act before.
      await pause(50)
      for (const { entry } of fresh.splice(0)) seen.add(entry)
      log.fresh()
      await hands.act(running.desk)
      await pause(50)
      const green = fresh.find(({ entry, shape }) => !seen.has(entry) && (shape === 'yes' || shape === 'aside'))
      if (!green) continue
      const syncs = log.fresh()
      verdicts++
      database += syncs.database
      file += syncs.file
      if (syncs.database === 0 || (host === 'electron' && syncs.file === 0)) unsynced++
    }
    return { verdicts, database, file, unsynced }
  } finally {
    await running.kill()
  }
}
