import type { Item } from '../../circulation/item.ts'
import type { Hold } from '../../circulation/loan.ts'
import type { Outcome, ReplayChoice } from '../../circulation/outcome.ts'
import type { Patron } from '../../circulation/patron.ts'
import type { EntryId, RightNumber } from '../../circulation/transaction.ts'
import { BranchDesk } from '../connectors/builtin/branch-desk.fixture.ts'
import { builtinLibrary } from '../connectors/builtin/builtin-library.ts'
import type { Connector } from '../connectors/connector.ts'
import type { LibraryTables, TableChange } from '../connectors/library-tables.ts'
import type { Entry, Tail } from '../journal/entry.ts'
import { type Filed, OfficeAnswers } from './office-answers.ts'
import type { PassEnd } from './pass-end.ts'
import type { ReplayPorts } from './ports.ts'
import { type ReplayOptions, replayOnce } from './replay-loop.ts'
import { time } from './replay-station.fixture.ts'
import { Tries } from './tries.ts'

/** Where uploads and the library's rows are kept: in memory, or in a hub's real database. */
export interface Stores {
  readonly tables: LibraryTables
  readonly uploads: ReplayPorts['uploads']
  version(): Promise<number>
  /** Stores what is new of an upload. */
  take(entries: readonly Entry[]): Promise<void>
}

export const fees = { centsPerDay: 20, mostCents: 600, zone: 'Europe/Helsinki' }

/** A library, its own desks, and a hub that replays: everything but the stations. */
export class ReplayWorld {
  readonly tables: LibraryTables
  readonly library: Connector
  readonly main: BranchDesk
  readonly #stores: Stores
  readonly #tries = new Tries()
  readonly #office: OfficeAnswers
  now = time('24 12:00')
  #seeds = 0
  #officeTail: Tail = { epoch: '', sequence: 0, hash: '' }

  constructor(stores: Stores) {
    this.#stores = stores
    this.tables = stores.tables
    const { uploads } = stores
    this.#office = new OfficeAnswers({
      entry: id => uploads.entry(id),
      have: async () => {
        const { epoch, sequence, hash } = this.#officeTail
        return { epoch, sequence, hash }
      },
      take: async (_, { entries }) => {
        const filed = entries as unknown as readonly Entry[]
        this.#officeTail = filed.at(-1)!
        await stores.take(filed)
        return 'stored'
      },
    })
    this.library = builtinLibrary(stores.tables, fees)
    this.main = new BranchDesk(stores.tables, this.library)
  }

  /** The same world on stores that were opened again. */
  on(stores: Stores): ReplayWorld {
    return new ReplayWorld(stores)
  }

  ports(connector: Connector = this.library): ReplayPorts {
    const { uploads, version } = this.#stores
    const titles = (barcodes: readonly string[]) => this.#titles(barcodes)
    return { uploads, connector, publisher: { version, touch: version }, titles, now: () => this.now }
  }

  async #titles(barcodes: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const items = await Promise.all(barcodes.map(barcode => this.tables.item(barcode)))
    return new Map(items.flatMap((item, index) => (item ? [[barcodes[index]!, item.titleId] as const] : [])))
  }

  /** The bus comes home with these entries and everything is replayed. */
  async comesHome(entries: readonly Entry[], options: ReplayOptions = {}, connector = this.library): Promise<PassEnd> {
    await this.#stores.take(entries)
    return replayOnce(this.ports(connector), options, this.#tries)
  }

  async upload(entries: readonly Entry[]) {
    await this.#stores.take(entries)
  }

  /** Somebody at an office desk answers; it is carried out at once. */
  async answers(
    { station, epoch, sequence }: Entry,
    choice: ReplayChoice,
    right?: RightNumber,
    options: ReplayOptions = {},
    connector = this.library,
    ports = this.ports(connector),
  ): Promise<Filed> {
    const target = { station, epoch, sequence }
    const asked = (await this.#stores.uploads.entry(target))?.outcome
    const question = asked?.kind === 'needs-person' ? asked.question : 'order-unclear'
    const filed = await this.#office.answer(
      { target, question, choice, staffId: 'office-1', ...(right && { right }) },
      { now: () => this.now, zone: 'Europe/Helsinki', branch: 'MAIN', environment: 'test' },
    )
    await replayOnce(ports, options, this.#tries)
    return filed
  }

  /** What became of an answer, or of whatever stands under that number. */
  async outcomeOf(id: EntryId): Promise<Outcome | undefined> {
    return (await this.#stores.uploads.entry(id))?.outcome
  }

  async outcome({ station, epoch, sequence }: Entry): Promise<Outcome | undefined> {
    return (await this.#stores.uploads.entry({ station, epoch, sequence }))?.outcome
  }

  async seed(...changes: readonly TableChange[]) {
    await this.tables.write(changes, `seed ${++this.#seeds}`)
  }

  async item(barcode: string, more: Partial<Item> = {}) {
    const item = {
      barcode,
      titleId: `title-${barcode}`,
      title: 'Sinuhe',
      homeBranch: 'MAIN',
      circulationStatus: 'ok',
      ...more,
    } as const
    await this.seed({ kind: 'put-item', item }, { kind: 'set-place', barcode, branch: 'BUS' })
  }

  async patrons(...names: readonly string[]) {
    for (const name of names) await this.patron(name)
  }

  async patron(patronId: string, more: Partial<Patron> = {}) {
    const patron = { patronId, cards: [`card-${patronId}`], category: 'adult', blocks: [], feesCents: 0, ...more }
    await this.seed({ kind: 'put-patron', patron })
  }

  async hold(patronId: string, barcode: string, placedAt: string, holdNumber: string, more: Partial<Hold> = {}): Promise<Hold> {
    const place = { pickup: { branch: 'BUS', stopId: 'saaksjarvi' }, state: { kind: 'queued' } } as const
    const hold = {
      holdId: `hold-${patronId}`,
      titleId: `title-${barcode}`,
      patronId,
      placedAt: time(placedAt),
      holdNumber,
      ...place,
      ...more,
    }
    await this.seed({ kind: 'put-hold', hold })
    return hold
  }

  async feesOf(patronId: string): Promise<number | undefined> {
    return (await this.tables.patron(patronId))?.feesCents
  }

  /** Who had the item, from when to when. */
  async history(barcode: string): Promise<string[]> {
    const short = (at: string) => at.slice(8, 16).replace('T', ' ')
    const ended = (await this.tables.endedLoans(barcode)).map(
      loan => `${loan.patronId} ${short(loan.lentAt)} – ${short(loan.endedAt)}`,
    )
    const open = await this.tables.loan(barcode)
    return open ? [...ended, `${open.patronId} ${short(open.lentAt)} –`] : ended
  }
}
