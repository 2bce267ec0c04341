import { bytesToHex } from '@noble/hashes/utils.js'
import type { Patron } from '../../../circulation/patron.ts'
import { openMemoryRegister, type RegisterLoad } from '../memory-register.ts'
import { packSegments } from '../pack.ts'
import type { Detail } from '../published.ts'
import type { WritableRegister } from '../writable-register.ts'
import { cardTag, taggedId, tagMark } from './identity.ts'
import { leastRowsOf } from './least-rows.ts'

export const key = new Uint8Array(32).fill(9)
export const detail: Detail = { id: 'k1 least', tier: 'least', key: bytesToHex(key) }

/** A library as a station is told it that names nobody but `named`. */
export async function openLeastRegister(
  load: RegisterLoad,
  today: string,
  named: readonly string[] = [],
): Promise<WritableRegister> {
  const register = await openMemoryRegister()
  const { items, settings, version = 1, asOf = '1970-01-01T00:00:00Z' } = load
  const isNamed = ({ patronId }: Pick<Patron, 'patronId'>) => named.includes(patronId)
  const patrons = load.patrons.flatMap(patron => (isNamed(patron) ? [patron] : leastRowsOf(patron, key, today)))
  const segments = [...packSegments('items', items), ...packSegments('patrons', patrons)]
  await register.begin({ version, asOf, segments: segments.map(({ info }) => info), settings, detail })
  for (const { info, bytes } of segments) await register.putSegment(info.name, bytes)
  const counts = load.patrons
    .filter(patron => !isNamed(patron))
    .flatMap(({ patronId, cards }) => {
      const [loans, holds] = [load.loans, load.holds].map(rows => rows.filter(row => row.patronId === patronId).length)
      return cards.map(card => ({ card: tagMark + cardTag(card, key), loans: loans!, holds: holds! }))
    })
  const loans = load.loans.map(row => (isNamed(row) ? row : { ...row, patronId: taggedId(row.patronId, row, key) }))
  const holds = load.holds.map(row => (isNamed(row) ? row : { ...row, patronId: taggedId(row.patronId, row, key) }))
  await register.putState({ version, asOf, loans, holds, statuses: [], detail: detail.id, counts })
  return register
}
