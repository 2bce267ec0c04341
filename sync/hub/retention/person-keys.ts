import { Temporal } from 'temporal-polyfill'
import { dayOf } from './sealed-json.ts'

/** Where the keys lie, one for each day, 32 bytes in hex. Whatever resolves would survive a power cut. */
export interface KeyPlace {
  /** Other processes make and destroy keys there, too. */
  readonly isShared?: true
  read(): Promise<ReadonlyMap<string, string>>
  /** Adds the day's key unless there is one; resolves to all. */
  add(day: string, key: string): Promise<ReadonlyMap<string, string>>
  /** So that they cannot be had again from here. */
  remove(days: readonly string[]): Promise<void>
}

/** AES-256-GCM on bytes, without waiting: the hub seals inside a database transaction. */
export interface Cipher {
  newKey(): string
  /** `text` sealed as `about`, base64url. */
  seal(key: string, about: string, text: string): string
  /** Undefined where it is damaged, or sealed as something else or under another key. */
  open(key: string, about: string, sealed: string): string | undefined
}

export interface PersonKeysOptions {
  readonly place: KeyPlace
  readonly cipher: Cipher
  /** Instant now, UTC. */
  now(): string
}

/**
 * The keys under which a hub keeps who its transactions were about: one for each day, in UTC, on which something was written. A day's key that is destroyed
 * takes with it who it was, wherever the rest lies: database, log, or a copy of either.
 */
export class PersonKeys {
  readonly #options: PersonKeysOptions
  #keys: ReadonlyMap<string, string>
  /** One change of the keys at a time. */
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(options: PersonKeysOptions, keys: ReadonlyMap<string, string>) {
    this.#options = options
    this.#keys = keys
  }

  static async open(options: PersonKeysOptions): Promise<PersonKeys> {
    return new PersonKeys(options, await options.place.read())
  }

  /** Today's key is made and safe: what is sealed from here on can be opened again. */
  async ready(): Promise<(text: string) => string> {
    const { place, cipher } = this.#options
    const day = this.today()
    // Another process whose clock leapt may have destroyed it: what is sealed under a key that only this one remembers is lost with it.
    if (place.isShared && this.#keys.has(day)) await this.lookAgain()
    if (!this.#keys.has(day))
      await this.#inTurn(async () => {
        if (!this.#keys.has(day)) this.#keys = await place.add(day, cipher.newKey())
      })
    const key = this.#keys.get(day)!
    return text => `s1.${day}.${cipher.seal(key, day, text)}`
  }

  /** What was sealed; undefined where its key is gone. */
  unseal = (token: string): string | undefined => {
    const day = dayOf(token)
    const key = day === undefined ? undefined : this.#keys.get(day)
    return key && this.#options.cipher.open(key, day!, token.slice(`s1.${day}.`.length))
  }

  has(day: string): boolean {
    return this.#keys.has(day)
  }

  days(): readonly string[] {
    return [...this.#keys.keys()].sort()
  }

  /** Another process on the same database may have made a key, or destroyed one. */
  async lookAgain(): Promise<void> {
    this.#keys = await this.#options.place.read()
  }

  async destroy(days: readonly string[]): Promise<void> {
    if (days.length === 0) return
    await this.#inTurn(async () => {
      await this.#options.place.remove(days)
      await this.lookAgain()
    })
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  today(): string {
    return Temporal.Instant.from(this.#options.now()).toZonedDateTimeISO('UTC').toPlainDate().toString()
  }
}
