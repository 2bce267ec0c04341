import { compareWritten } from '../../../circulation/compare-written.ts'
import type { Action } from '../../../circulation/evidence.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import { type EntryId, entryKey } from '../../../circulation/transaction.ts'
import type { Connector } from '../../connectors/connector.ts'
import type { FoundDifference, Reconciliation } from '../../protocol/office.ts'

/** What the hub wrote for an entry, with the time of it. */
export interface Written {
  readonly id: EntryId
  readonly actions: readonly Action[]
  readonly at: string
  /** Due days that the system set earlier than the desk had promised. */
  readonly broken?: readonly { readonly barcode: string; readonly dueOn: string }[]
}

export interface ReconciliationStore {
  /** What was written and has its outcome, from an instant on and before another, oldest first. */
  writtenBetween(from: string, to: string): Promise<readonly Written[]>
  keep(report: Reconciliation): Promise<void>
  /** The latest first. */
  kept(limit: number): Promise<readonly Reconciliation[]>
}

export interface ReconcilePorts {
  readonly store: ReconciliationStore
  readonly connector: Pick<Connector, 'name' | 'itemEvidence'>
  now(): string
  zone(): string
  /** Asked before each item: true ends the reading there. */
  readonly halt?: () => boolean
}

/** The hub was told to stop before all was read back; nothing is kept of it. */
export class ReadBackHalted extends Error {
  override readonly name = 'ReadBackHalted'
}

const differencesKept = 1000
/** Where nothing was ever read back: as far as anybody still remembers. */
const firstTime = '1970-01-01T00:00:00Z'

/**
 * Reads back, item by item, what was written since the last time, and keeps what it finds. Of an item only the last write is compared: what came
 * before it has gone on. Rejects where the library system cannot be read; nothing is kept then, and the next time begins where this one did.
 */
export async function reconcile({ store, connector, now, zone, halt }: ReconcilePorts): Promise<Reconciliation> {
  const [last] = await store.kept(1)
  const [from, to] = [last?.to ?? firstTime, now()]
  const byItem = new Map<string, Written>()
  const differences: FoundDifference[] = []
  for (const written of await store.writtenBetween(from, to)) {
    for (const [barcode, actions] of actionsByItem(written.actions)) byItem.set(barcode, { ...written, actions })
    differences.push(...brokenPromises(written))
  }
  let unknown = 0
  for (const [barcode, { id, actions, at }] of byItem) {
    if (halt?.()) throw new ReadBackHalted()
    const compared = compareWritten(actions, await connector.itemEvidence(barcode), zone())
    if (compared === 'unknown') unknown++
    else differences.push(...compared.map(difference => ({ ...difference, id, writtenAt: at })))
  }
  const byStation: Record<string, number> = {}
  for (const { id } of differences) byStation[id.station] = (byStation[id.station] ?? 0) + 1
  const report: Reconciliation = {
    at: to,
    connector: connector.name,
    from,
    to,
    items: byItem.size,
    unknown,
    found: differences.length,
    wrongItems: new Set(differences.map(({ barcode, id }) => `${barcode} ${entryKey(id)}`)).size,
    byStation,
    differences: differences.slice(0, differencesKept),
  }
  await store.keep(report)
  return report
}

/** Seen when it was written, and no less a failure since: the patron was told another day. */
function brokenPromises({ id, at, actions, broken = [] }: Written): readonly FoundDifference[] {
  return broken.map(({ barcode, dueOn: found }) => {
    const promised = actions.flatMap(one =>
      (one.kind === 'begin-loan' || one.kind === 'renew-loan') && numberKey(one.barcode) === numberKey(barcode)
        ? [one.promisedOn ?? one.dueOn]
        : [],
    )
    const written = promised.at(-1)
    return { kind: 'due-date', barcode, ...(written && { written }), found, id, writtenAt: at }
  })
}

function actionsByItem(actions: readonly Action[]): ReadonlyMap<string, readonly Action[]> {
  const by = new Map<string, Action[]>()
  for (const action of actions) {
    const barcode = action.kind === 'restore-loan' ? action.loan.barcode : 'barcode' in action ? action.barcode : undefined
    if (barcode !== undefined) by.set(numberKey(barcode), [...(by.get(numberKey(barcode)) ?? []), action])
  }
  return by
}
