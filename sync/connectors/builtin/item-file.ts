import type { Fee, KnownScan, PastLoan } from '../../../circulation/evidence.ts'
import type { Item } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import { ConnectorError } from '../connector.ts'
import type { ItemMemory, LibraryTables, TableChange } from '../library-tables.ts'

/** One item's file on the clerk's table: what its rows say, as the actions change it one after the other. */
export interface ItemFile {
  readonly item: Item
  readonly before: {
    readonly loan?: Loan
    readonly place?: string
    readonly pastLoans: readonly PastLoan[]
    readonly fees: readonly Fee[]
  }
  loan?: Loan
  pastLoans: PastLoan[]
  readonly scans: readonly KnownScan[]
  memory: ItemMemory
  statusBefore?: Item['circulationStatus']
  /** A branch was corrected and nothing else: what stood before stays what an undo goes back to. */
  restampedOnly?: boolean
}

/** Everything one write touches, and the changes it comes to. */
export class Files {
  readonly changes: TableChange[] = []
  readonly #tables: LibraryTables
  readonly #files = new Map<string, ItemFile>()
  readonly #holds = new Map<string, Hold>()
  readonly #ended = new Set<string>()
  /** Holds as they were before this write changed them. */
  readonly #holdsBefore = new Map<string, Hold>()
  /** Ended by what is known now, and not because somebody wanted it so. */
  readonly #endedByFact = new Set<string>()
  readonly #opened = new Set<string>()
  readonly #feeChanges = new Map<string, number>()

  constructor(tables: LibraryTables) {
    this.#tables = tables
  }

  async item(barcode: string): Promise<ItemFile> {
    const known = this.#files.get(barcode)
    if (known) return known
    const { item, loan, place, endedLoans, scans, memory } = await this.#tables.about(barcode)
    if (!item) throw new ConnectorError('rejected', `no item has the barcode ${barcode}`)
    const before = { ...(loan && { loan }), ...(place !== undefined && { place }), pastLoans: endedLoans, fees: memory.fees }
    const file: ItemFile = {
      item,
      before,
      ...(loan && { loan }),
      pastLoans: [...endedLoans],
      scans,
      memory,
    }
    this.#files.set(barcode, file)
    return file
  }

  /** An item that was not known until now. */
  add(item: Item): void {
    this.#files.set(item.barcode, {
      item,
      before: { pastLoans: [], fees: [] },
      pastLoans: [],
      scans: [],
      memory: { fees: [], renewals: [], priors: [] },
    })
  }

  /** An active hold as it stands now. */
  async hold(holdId: string): Promise<Hold> {
    const changed = this.#holds.get(holdId)
    if (changed) return changed
    const known = this.#ended.has(holdId) ? undefined : await this.#tables.hold(holdId)
    const active = known && (await this.#tables.holdsOn(known.titleId)).some(hold => hold.holdId === holdId)
    if (!active) throw new ConnectorError('rejected', `no active hold has the id ${holdId}`)
    return known
  }

  /** Changes a hold and remembers how it was. */
  putHold(before: Hold, state: Hold['state']): void {
    const hold = { ...before, state }
    this.rememberHold(before)
    this.#holds.set(hold.holdId, hold)
    this.changes.push({ kind: 'put-hold', hold })
  }

  /** A hold that is there again, or new. */
  openHold(hold: Hold): void {
    this.#ended.delete(hold.holdId)
    this.#endedByFact.delete(hold.holdId)
    this.#opened.add(hold.holdId)
    this.#holds.set(hold.holdId, hold)
    this.changes.push({ kind: 'put-hold', hold })
  }

  endHold(before: Hold, why: 'filled' | 'cancelled' | 'had-one', at: string): void {
    const { holdId } = before
    this.rememberHold(before)
    this.#holds.delete(holdId)
    this.#opened.delete(holdId)
    if (why !== 'cancelled') this.#endedByFact.add(holdId)
    this.#ended.add(holdId)
    this.changes.push({ kind: 'end-hold', holdId, why: why === 'had-one' ? 'cancelled' : why, at })
  }

  /** The hold that the copy is set aside for, as things stand now. */
  async keptFor(barcode: string): Promise<Hold | undefined> {
    const { item } = await this.item(barcode)
    const standing = (await this.#tables.holdsOn(item.titleId)).filter(({ holdId }) => !this.#ended.has(holdId))
    const now = new Map([...standing, ...this.#holds.values()].map(hold => [hold.holdId, hold]))
    return [...now.values()].find(({ state }) => state.kind !== 'queued' && state.barcode === barcode)
  }

  rememberHold(before: Hold): void {
    if (!this.#holdsBefore.has(before.holdId)) this.#holdsBefore.set(before.holdId, before)
  }

  /** What the patron owes as things stand now, in cents; undefined where nobody has that id. */
  async owes(patronId: string): Promise<number | undefined> {
    const patron = await this.#tables.patron(patronId)
    return patron && patron.feesCents + (this.#feeChanges.get(patronId) ?? 0)
  }

  charge(patronId: string, cents: number): void {
    if (cents) this.#feeChanges.set(patronId, (this.#feeChanges.get(patronId) ?? 0) + cents)
  }

  /** The closing entries: what was remembered, and what patrons owe more or less than before. */
  async close(mark: string): Promise<readonly TableChange[]> {
    for (const [barcode, file] of this.#files) {
      const { statusBefore: status } = file
      const { pastLoans, fees, ...before } = file.before
      if (file.restampedOnly) {
        this.changes.push({ kind: 'put-memory', barcode, memory: file.memory })
        continue
      }
      const isChanged = JSON.stringify(pastLoans) !== JSON.stringify(file.pastLoans)
      const prior = {
        mark,
        ...before,
        ...(isChanged && { pastLoans }),
        ...(fees !== file.memory.fees && { fees }),
        ...(status && { status }),
        holds: [...this.#holdsBefore.values()],
        ...(this.#endedByFact.size > 0 && { ended: [...this.#endedByFact] }),
        ...(this.#opened.size > 0 && { opened: [...this.#opened] }),
      }
      const memory = { ...file.memory, priors: [...file.memory.priors, prior].slice(-priorsKept) }
      this.changes.push({ kind: 'put-memory', barcode, memory })
    }
    for (const [patronId, cents] of this.#feeChanges) {
      const patron = await this.#tables.patron(patronId)
      // Less than nothing where what was paid is not owed after all: it counts against what will be.
      if (patron && cents) this.changes.push({ kind: 'put-patron', patron: { ...patron, feesCents: patron.feesCents + cents } })
    }
    return this.changes
  }
}

/** What has been written over more often than that since is not taken back exactly. */
const priorsKept = 12
