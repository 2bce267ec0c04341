import type { Hold, Loan } from '../../circulation/loan.ts'
import type { Clock } from '../../host/clock.ts'
import { type LeaseMark, leaseMet, leaseOf, leasePassed, leaseState } from '../register/lease.ts'
import type { Register, RegisterState } from '../register/register.ts'
import type { SegmentCoding } from '../register/segments/coding.ts'
import { LibraryRegister } from '../register/segments/library-register.ts'
import { type LibraryStorage, untouched } from '../register/segments/library-storage.ts'
import { openPackedLibrary } from '../register/segments/packed-library.ts'
import { registerKey } from '../register/segments/register-key.ts'
import { stampOfTitles, type TitleSource } from '../register/segments/title-source.ts'
import type { WritableLibrary } from '../register/segments/writable-library.ts'
import { downloadLibrary, type LibraryDownloadPorts } from './download-library.ts'
import { HubError } from './hub-line.ts'
import { type Planted, plantSeed } from './plant-seed.ts'

export interface KeptLibraryOptions {
  readonly storage: LibraryStorage
  readonly coding: SegmentCoding
  /** The register's key; `another`: a new one, with which all that lies here of persons is lost. */
  readonly key: (another?: 'another') => Promise<Uint8Array>
  /**
   * In this run the key cannot be had, and `key` gives one that opens nothing. What is encrypted stays as it lies, nothing is fetched, nobody is known;
   * only a lease that is over takes it away.
   */
  readonly sealed?: true
  /** Where the lease is remembered. */
  readonly leasePlace: { read(): LeaseMark | undefined; write(mark: LeaseMark): Promise<void> }
  /** Where words of titles are looked for, if not here; `stamp` says when there is more to look through. */
  readonly titles?: (stamp: () => string) => TitleSource
  readonly clock: Clock
}

/** A mark that moved by less is not worth a write. */
const markedEachMs = 10 * 60_000
/** A desk that has just started has other things to read. */
const warmedAfterMs = 500
/** So many batches of changes are kept one by one before they are written as one. */
const compactedAfter = 64

/**
 * The packed register of a station, encrypted: fetched, read by the desk, and kept no longer than its lease. Locked, it has no patrons, and a
 * desk takes books back alone. Contact opens it again; what was purged is fetched anew.
 */
export class KeptLibrary implements Register {
  readonly #options: KeptLibraryOptions
  readonly #titles: TitleSource | undefined
  #library: WritableLibrary
  #register: LibraryRegister
  #mark: LeaseMark | undefined
  #written: LeaseMark | undefined
  #lookedAtMs: number
  #isPurged = false
  #isNotOffered = false
  #warming: ReturnType<typeof setTimeout> | undefined
  #batches = 0

  private constructor(options: KeptLibraryOptions, library: WritableLibrary) {
    this.#options = options
    this.#library = library
    this.#titles = options.titles?.(() => stampOfTitles(this.#library))
    this.#register = new LibraryRegister(library, this.#titles)
    this.#mark = options.leasePlace.read()
    this.#lookedAtMs = options.clock.monotonicMs()
    // A run before this one had ended; what passed since only the wall clock tells.
    if (this.#mark) this.#mark = leasePassed(this.#mark, 0, options.clock.now())
    this.#warmSoon()
  }

  /** Rejects where the storage cannot be read. */
  static async open(options: KeptLibraryOptions): Promise<KeptLibrary> {
    const storage = options.sealed ? untouched(options.storage) : options.storage
    return new KeptLibrary(options, await opened({ ...options, storage }, await options.key()))
  }

  /** One step of the download; see `downloadLibrary`. */
  async fetch(ports: Omit<LibraryDownloadPorts, 'library'>): Promise<void> {
    await this.#look()
    if (this.#options.sealed) return
    const before = this.#library.stand()
    const library = this.#library
    const onProgress = () => {
      void this.#met(library, before.asOf).catch(() => undefined)
      ports.onProgress()
    }
    await downloadLibrary({ ...ports, library, onProgress })
      .catch((error: unknown) => {
        this.#isNotOffered = before.asOf === undefined && error instanceof HubError && error.kind === 'missing'
        throw error
      })
      .finally(() => this.#met(library, before.asOf))
    this.#warmSoon()
    if (library.stand().version !== before.version && ++this.#batches % compactedAfter === 0) await library.compact()
  }

  /** Takes from a file, carried here by hand, what the register still lacks. */
  async plant(file: Blob, onProgress?: () => void): Promise<Planted> {
    return this.#options.sealed ? { kind: 'no-register' } : plantSeed(this.#library, file, onProgress)
  }

  /** The hub that was asked first has no packed register: it is an older one. */
  isNotOffered(): boolean {
    return this.#isNotOffered
  }

  item: Register['item'] = barcode => this.#register.item(barcode)
  title: Register['title'] = titleId => this.#register.title(titleId)
  itemsOf: Register['itemsOf'] = titleId => this.#register.itemsOf(titleId)
  searchTitles: Register['searchTitles'] = (words, limit, branch) => this.#register.searchTitles(words, limit, branch)
  settings: Register['settings'] = () => this.#register.settings()
  isOf: Register['isOf'] = (patronId, row) => this.#register.isOf(patronId, row)

  patronByCard: Register['patronByCard'] = async card => (this.#isLocked() ? undefined : this.#register.patronByCard(card))
  patron: Register['patron'] = async patronId => (this.#isLocked() ? undefined : this.#register.patron(patronId))
  searchPatrons: Register['searchPatrons'] = async query => (this.#isLocked() ? [] : this.#register.searchPatrons(query))
  loansOf: Register['loansOf'] = async patronId => (this.#isLocked() ? [] : this.#register.loansOf(patronId))
  holdsOf: Register['holdsOf'] = async patronId => (this.#isLocked() ? [] : this.#register.holdsOf(patronId))

  loan: Register['loan'] = async barcode => {
    const loan = await this.#register.loan(barcode)
    return loan && this.#told(loan)
  }

  holdsOn: Register['holdsOn'] = async titleId => (await this.#register.holdsOn(titleId)).map(hold => this.#told(hold))

  holdsAt: Register['holdsAt'] = async (branch, stopId) =>
    (await this.#register.holdsAt(branch, stopId)).map(hold => this.#told(hold))

  async state(): Promise<RegisterState> {
    await this.#look()
    const state = await this.#register.state()
    const lease = this.#leaseState()
    const sealed = this.#options.sealed && { complete: false, sealed: true as const }
    if (lease.kind === 'open') return { ...state, ...sealed }
    return { ...state, complete: state.complete && lease.kind === 'ending', lease, ...sealed }
  }

  /** Reads all that is here, and forgets what cannot be read. */
  check: WritableLibrary['check'] = () => this.#library.check()

  async close(): Promise<void> {
    clearTimeout(this.#warming)
    this.#titles?.close()
    await this.#look()
    if (this.#mark) await this.#write(this.#mark)
    await this.#library.close()
  }

  #told<Row extends Loan | Hold>(row: Row): Row {
    return this.#isLocked() ? { ...row, patronId: '' } : row
  }

  /** What every scan asks for first is read into memory when there is nothing more urgent to do. */
  #warmSoon(): void {
    clearTimeout(this.#warming)
    this.#warming = setTimeout(() => void this.#library.warm().catch(() => undefined), warmedAfterMs)
  }

  #leaseState() {
    return this.#mark ? leaseState(this.#mark, leaseOf(this.#library.settings()?.leaseDays)) : ({ kind: 'open' } as const)
  }

  #isLocked(): boolean {
    const { kind } = this.#leaseState()
    return kind === 'locked' || kind === 'over' || this.#options.sealed === true
  }

  /** What has passed since the last look; purges what is over. */
  async #look(): Promise<void> {
    const { clock } = this.#options
    const ranMs = clock.monotonicMs() - this.#lookedAtMs
    this.#lookedAtMs += ranMs
    const { asOf } = this.#library.stand()
    // A register whose mark was lost is as old as its data.
    if (!this.#mark && asOf !== undefined) this.#mark = leasePassed(leaseMet(undefined, asOf, asOf), 0, clock.now())
    else if (this.#mark && ranMs > 0) this.#mark = leasePassed(this.#mark, ranMs, clock.now())
    if (!this.#mark) return
    const { ranMs: ran, awayMs: away } = this.#written ?? { ranMs: 0, awayMs: 0 }
    if (!this.#written || this.#mark.ranMs + this.#mark.awayMs - ran - away > markedEachMs) await this.#write(this.#mark)
    if (this.#leaseState().kind === 'over' && !this.#isPurged) await this.#purge()
  }

  async #purge(): Promise<void> {
    this.#isPurged = true
    this.#library = await opened(this.#options, await this.#options.key('another'))
    this.#register = new LibraryRegister(this.#library, this.#titles)
  }

  async #met(library: WritableLibrary, before: string | undefined): Promise<void> {
    const { asOf } = library.stand()
    if (asOf === undefined || asOf === before) return
    const mark = leaseMet(this.#mark, asOf, this.#options.clock.now())
    if (mark === this.#mark) return
    const wasLong = !this.#mark || this.#mark.ranMs + this.#mark.awayMs > markedEachMs
    this.#mark = mark
    this.#isPurged = false
    if (wasLong) await this.#write(mark)
  }

  async #write(mark: LeaseMark): Promise<void> {
    this.#written = mark
    await this.#options.leasePlace.write(mark)
  }
}

async function opened({ storage, coding }: KeptLibraryOptions, bytes: Uint8Array): Promise<WritableLibrary> {
  return openPackedLibrary({ storage, coding, key: await registerKey(bytes) })
}
