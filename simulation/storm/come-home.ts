import { noHash } from '../../sync/journal/chain.ts'
import { type Have, protocolVersion } from '../../sync/protocol/messages.ts'
import type { StormStation } from './storm-station.ts'

export interface HomeLine {
  /** Where a hub listens now; undefined while none does. */
  address(): string | undefined
  readonly token: string
}

/** A station's way home: asks what the hub has, sends what follows, again and again, whatever breaks. */
export class WayHome {
  /** The furthest that was ever acknowledged. */
  acknowledged = 0
  /** How often a hub had less than was acknowledged before. */
  forgotten = 0
  readonly #station: StormStation
  readonly #line: HomeLine

  constructor(station: StormStation, line: HomeLine) {
    this.#station = station
    this.#line = line
  }

  get isHome(): boolean {
    return this.acknowledged >= this.#station.entries.length
  }

  /** One try to send so many entries; false where nobody answered. */
  async send(atOnce: number): Promise<boolean> {
    const { name, entries } = this.#station
    const address = this.#line.address()
    if (!address) return false
    try {
      const epoch = entries[0]?.epoch ?? `1-${name}`
      const have = await this.#ask<Have>(`${address}/api/stations/${name}/have?epoch=${encodeURIComponent(epoch)}`)
      this.#check(have)
      const batch = entries.slice(have.sequence, have.sequence + atOnce)
      if (batch.length === 0) return true
      const body = JSON.stringify({ protocol: protocolVersion, epoch, entries: batch })
      this.#check(await this.#ask<Have>(`${address}/api/stations/${name}/entries`, body))
      return true
    } catch {
      return false
    }
  }

  #check({ sequence, hash }: Have): void {
    const expected = sequence === 0 ? noHash : this.#station.entries[sequence - 1]?.hash
    if (sequence < this.acknowledged || hash !== expected) this.forgotten++
    this.acknowledged = Math.max(this.acknowledged, sequence)
  }

  async #ask<T>(url: string, body?: string): Promise<T> {
    const headers = { Authorization: `Bearer ${this.#line.token}`, 'Content-Type': 'application/json' }
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(20_000), ...(body && { method: 'POST', body }) })
    if (!answer.ok) throw new Error(`${answer.status}`)
    return (await answer.json()) as T
  }
}
