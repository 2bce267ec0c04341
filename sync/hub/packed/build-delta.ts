import { hexToBytes } from '@noble/hashes/utils.js'
import type { Kysely } from 'kysely'
import type { LibrarySettings } from '../../register/register.ts'
import type { SegmentCoding } from '../../register/segments/coding.ts'
import { packDelta, type RegisterDelta } from '../../register/segments/delta.ts'
import type { PackedRows } from '../../register/segments/segment.ts'
import type { Telling } from '../detail/telling.ts'
import { currentVersion, firstVersion } from '../register-version.ts'
import { snapshot } from '../snapshot.ts'
import type { Tables } from '../tables.ts'
import { changedHolds, changedItems, changedLoanTags, changedStates } from './delta-of-items.ts'
import { changedNamed, changedPatrons } from './delta-of-persons.ts'
import type { Published } from './packed-store.ts'
import type { Places } from './places.ts'

export interface DeltaPorts {
  readonly db: Kysely<Tables>
  readonly coding: SegmentCoding
  readonly places: Places
  now(): string
  readAt?(): Promise<string | undefined>
}

/** More rows than this are not told one by one: they would not fit into memory beside each other, and a new manifest costs less. */
export const mostRows = 400_000

/** What has changed since a version, against a published manifest; undefined where that cannot be told (any more). */
export async function buildDelta(
  { db, coding, places, now, readAt: lastRead }: DeltaPorts,
  published: Published,
  since: number,
  telling: Telling,
): Promise<PackedRows | undefined> {
  const key = hexToBytes(published.key)
  const persons = { key, today: now().slice(0, 10), shapes: new Set(published.build.shapes) }
  const found = await snapshot(db, async transaction => {
    const version = await currentVersion(transaction)
    if (since < (await firstVersion(transaction)) || since > version) return undefined
    const rows = await transaction
      .selectFrom('changes')
      .select(['kind', 'key'])
      .distinct()
      .where('version', '>', since)
      .limit(mostRows + 1)
      .execute()
    if (rows.length > mostRows) return undefined
    const byKind = new Map<string, string[]>()
    for (const { kind, key: changedKey } of rows) {
      const keys = byKind.get(kind)
      if (keys) keys.push(changedKey)
      else byKind.set(kind, [changedKey])
    }
    const changed = (kind: string) => byKind.get(kind) ?? []
    const patrons = await changedPatrons(transaction, changed, persons)
    return {
      counts: patrons.counts,
      rows: {
        version,
        ...(await changedItems(transaction, changed)),
        states: await changedStates(transaction, changed),
        'loan-tags': await changedLoanTags(transaction, changed, key),
        holds: await changedHolds(transaction, changed, key),
        patrons: patrons.patrons,
        ...(await changedNamed(transaction, changed, telling)),
        ...(changed('settings').length > 0 && { settings: await settingsIn(transaction) }),
      },
    }
  })
  if (!found) return undefined
  const { places: placeOf, newcomers } = await places.of(published, [...found.counts.keys()])
  const counts = [...found.counts].map(([card, row]) => ({ place: placeOf.get(card)!, ...row })).sort((a, b) => a.place - b.place)
  const readAt = await lastRead?.()
  const delta: RegisterDelta = {
    manifest: published.manifest.name,
    since,
    asOf: now(),
    ...(readAt !== undefined && { readAt }),
    ...found.rows,
    counts: { changed: counts, gone: [] },
    places: [...newcomers].sort().map(card => ({ card, place: placeOf.get(card)! })),
  }
  return packDelta(delta, coding)
}

async function settingsIn(db: Kysely<Tables>): Promise<LibrarySettings> {
  const { row } = await db.selectFrom('settings').select('row').executeTakeFirstOrThrow()
  return JSON.parse(row)
}
