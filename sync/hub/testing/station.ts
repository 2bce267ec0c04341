import type { Transaction } from '../../../circulation/transaction.ts'
import { emptyTail, sealEntry, tailAfter } from '../../journal/chain.ts'
import type { Entry, Tail } from '../../journal/entry.ts'
import { protocolVersion } from '../../protocol/messages.ts'

/** The same run twice is the same entries. */
const salt = '5a'.repeat(16)

/** A run of entries of one station and epoch, each chained to the one before. */
export function run(
  transactions: readonly Transaction[],
  { station = 'bus-1', epoch = '1-aaaaaaaa', after = emptyTail(epoch) } = {},
): Entry[] {
  let tail: Tail = after
  return transactions.map((transaction, index) => {
    const wall = `2026-11-17T07:${String(40 + (index % 20)).padStart(2, '0')}:00.000Z`
    const at = { wall, zone: 'Europe/Helsinki', monotonicMs: index * 1000, run: 'r1' }
    const entry = sealEntry({ at, branch: 'PYS1AU', transaction }, tail, station, 'demo', () => salt)
    tail = tailAfter(entry)
    return entry
  })
}

/** What a test sends, and what came back. */
export class Asker {
  constructor(
    readonly address: string,
    readonly token: string,
  ) {}

  async get(path: string, headers: Record<string, string> = {}) {
    return answer(await fetch(`${this.address}${path}`, { headers: { Authorization: `Bearer ${this.token}`, ...headers } }))
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}) {
    return answer(
      await fetch(`${this.address}${path}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    )
  }

  upload(entries: readonly unknown[], { station = 'bus-1', epoch = '1-aaaaaaaa' } = {}) {
    return this.post(`/api/stations/${station}/entries`, { protocol: protocolVersion, epoch, entries })
  }
}

async function answer(response: Response) {
  const text = await response.text()
  // biome-ignore lint/suspicious/noExplicitAny: what comes back is what the test is about
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as any }
}
