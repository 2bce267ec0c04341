import type { Outcome } from '../../circulation/outcome.ts'
import type { EntryId } from '../../circulation/transaction.ts'
import { type Connector, ConnectorError } from '../connectors/connector.ts'
import type { Uploads } from './upload-store.ts'

/** Told of what a hub does, for its log and its figures: ids of entries, kinds and durations, never what stands in a row. */
export interface Watch {
  request(done: RequestDone): void
  stored(upload: UploadStored): void
  outcome(of: EntryId, outcome: Outcome): void
  asked(call: SystemCall): void
}

export interface RequestDone {
  readonly method: string
  /** The pattern that it met (`/api/stations/:station/have`), so that no number stands in it. */
  readonly route: string
  readonly status: number
  readonly ms: number
  readonly station?: string
}

export interface UploadStored {
  readonly station: string
  readonly epoch: string
  readonly entries: number
  readonly fresh: number
  readonly forks: number
  readonly verdict: string
}

/** A call to the library system, and how it ended. */
export interface SystemCall {
  readonly call: 'itemEvidence' | 'patronEvidence' | 'copiesOf' | 'apply' | 'wasApplied' | 'finish' | 'passOn'
  readonly ended: 'answered' | ConnectorError['kind'] | 'changed' | 'broken'
  readonly ms: number
}

/** Uploads whose arrivals and outcomes are told. */
export function watchedUploads(uploads: Uploads, watch: Watch): Uploads {
  const bring: Uploads['bring'] = async (station, upload) => {
    const brought = await uploads.bring(station, upload)
    watch.stored({ station, epoch: upload.epoch, entries: upload.entries.length, ...brought })
    return brought
  }
  return {
    ...uploads,
    bring,
    take: async (station, upload) => (await bring(station, upload)).verdict,
    async putOutcome(of, outcome, because) {
      await uploads.putOutcome(of, outcome, because)
      watch.outcome(of.id, outcome)
    },
  }
}

/** A library system whose calls are told. */
export function watchedSystem(system: Connector, watch: Watch): Connector {
  async function told<T>(call: SystemCall['call'], work: () => Promise<T>): Promise<T> {
    const began = performance.now()
    const tell = (ended: SystemCall['ended']) => watch.asked({ call, ended, ms: performance.now() - began })
    try {
      const answer = await work()
      tell('answered')
      return answer
    } catch (error) {
      const said = error instanceof ConnectorError ? error : undefined
      tell(said?.isChanged ? 'changed' : (said?.kind ?? 'broken'))
      throw error
    }
  }
  return {
    name: system.name,
    can: system.can,
    itemEvidence: barcode => told('itemEvidence', () => system.itemEvidence(barcode)),
    patronEvidence: card => told('patronEvidence', () => system.patronEvidence(card)),
    copiesOf: titleId => told('copiesOf', () => system.copiesOf(titleId)),
    apply: (actions, mark) => told('apply', () => system.apply(actions, mark)),
    wasApplied: mark => told('wasApplied', () => system.wasApplied(mark)),
    ...(system.finish && { finish: actions => told('finish', () => system.finish!(actions)) }),
  }
}
