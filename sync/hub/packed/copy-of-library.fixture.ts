import type { Item } from '../../../circulation/item.ts'
import type { Hold, Loan } from '../../../circulation/loan.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { cardTag, tagMark } from '../../register/detail/identity.ts'
import { openPackedId } from '../../register/detail/packed-id.ts'
import { headOfBundle, indexKey, openPart } from '../../register/segments/bundle.ts'
import { nodeCoding } from '../../register/segments/deflate.node.ts'
import { deltaKinds, openDelta } from '../../register/segments/delta.ts'
import type { PackedManifest, TableKind } from '../../register/segments/manifest.ts'
import { holdKeyOf } from '../../register/segments/person-tables.ts'
import { openSegment, type PackedRows, type RowOf, tables } from '../../register/segments/segment.ts'
import { joinItem } from '../../register/segments/split-items.ts'
import type { PackedPublisher } from './packed-publisher.ts'

/** What a station makes of a manifest, its bundles and deltas, in the plainest way there is; as the older form would have it. */
export class CopyOfLibrary {
  readonly manifest: PackedManifest
  readonly #key: Uint8Array
  readonly #rows = new Map<TableKind, Map<string, unknown>>()
  readonly #places = new Map<string, number>()
  version: number

  private constructor(manifest: PackedManifest, key: Uint8Array) {
    this.manifest = manifest
    this.#key = key
    this.version = manifest.version
  }

  static async fetched(hub: PackedPublisher, station: string): Promise<CopyOfLibrary> {
    const manifest = (await hub.manifest(station))!
    const copy = new CopyOfLibrary(manifest, Buffer.from((await hub.key(station, manifest.keyId))!, 'hex'))
    for (const { kind, index } of manifest.tables) {
      const rows = copy.#table(kind)
      const opened = await openSegment('index', { name: index.name, bytes: (await hub.part(station, index.name))! }, nodeCoding)
      const bytes: Uint8Array[] = []
      for await (const bundle of (await hub.run(station, index.name, 0, opened.rows.length))!) bytes.push(bundle)
      for (const part of bytes.flatMap(bundle => headOfBundle(kind, bundle).parts)) {
        const { rows: inPart, keyOf } = openPart(kind, part, nodeCoding)
        for (const row of inPart) {
          if (kind === 'patrons') copy.#places.set((row as RowOf['patrons']).card, rows.size)
          rows.set(indexKey(keyOf(row)), row)
        }
      }
    }
    return copy
  }

  async apply(packed: PackedRows): Promise<void> {
    const delta = await openDelta(packed, nodeCoding)
    if (delta.manifest !== this.manifest.name || delta.since !== this.version) throw new Error('another delta')
    for (const kind of deltaKinds) {
      const rows = this.#table(kind)
      const keyOf = tables[kind].keyOf as (row: unknown) => string | number
      for (const row of delta[kind].changed) rows.set(indexKey(keyOf(row)), row)
      for (const key of delta[kind].gone) rows.delete(indexKey(key))
    }
    for (const { card, place } of delta.places) this.#places.set(card, place)
    this.version = delta.version
  }

  item(barcode: string): Item | undefined {
    const row = this.#row('items', numberKey(barcode))
    const status = this.#row('states', numberKey(barcode))?.status ?? 'ok'
    return row && { ...joinItem(row, this.#row('titles', row.titleId)!), circulationStatus: status }
  }

  loan(barcode: string): Loan | undefined {
    const key = numberKey(barcode)
    const [state, tag] = [this.#row('states', key), this.#row('loan-tags', key)]
    if (state?.lentAt === undefined || !tag) return undefined
    const patronId = this.#row('named-loans', key)?.patronId ?? tagMark + tag.tag
    const { lentAt, dueOn, renewals } = state
    return { barcode: state.barcode, patronId, lentAt, dueOn: dueOn!, renewals: renewals!, branch: tag.branch }
  }

  hold(key: string): Hold | undefined {
    const row = this.#row('holds', key)
    if (!row) return undefined
    const { tag, branch, stopId, state: kind, barcode, expiresOn, box, ...hold } = row
    const more = { ...(expiresOn !== undefined && { expiresOn }), ...(box !== undefined && { box }) }
    return {
      ...hold,
      patronId: this.#row('named-holds', hold.holdId)?.patronId ?? tagMark + tag,
      pickup: { branch, ...(stopId !== undefined && { stopId }) },
      state:
        kind === 'queued' ? { kind } : kind === 'waiting' ? { kind, barcode: barcode!, ...more } : { kind, barcode: barcode! },
    }
  }

  holdsOn(titleId: string): Hold[] {
    const keys = [...this.#table('holds').keys()].filter(key => key.startsWith(holdKeyOf(titleId)))
    return keys.map(key => this.hold(key)!).sort((a, b) => (a.placedAt + a.holdId < b.placedAt + b.holdId ? -1 : 1))
  }

  patronByCard(card: string): Patron | undefined {
    const tag = cardTag(card, this.#key)
    const row = this.#row('patrons', tag)
    if (!row) return undefined
    const patronId = openPackedId(row.sealedId, card, this.#key)!
    const named = this.patron(patronId)
    if (named) return named
    const place = this.#places.get(tag)!
    const { loans = 0, holds = 0, feesCents = 0 } = this.#row('counts', indexKey(place)) ?? {}
    const { category, expiresOn, blocks, barredUntil, ageClass, ageChangesOn, isReplaced } = row
    return {
      patronId,
      cards: [numberKey(card)],
      category,
      ...(expiresOn !== undefined && { expiresOn }),
      blocks,
      ...(barredUntil !== undefined && { barredUntil }),
      feesCents,
      ...(ageClass !== undefined && {
        ageClass: { reached: ageClass, ...(ageChangesOn !== undefined && { changesOn: ageChangesOn }) },
      }),
      ...(isReplaced && { isReplacedCard: true as const }),
      counts: { loans, holds },
    }
  }

  /** Who is named. */
  patron(patronId: string): Patron | undefined {
    const row = this.#row('named', patronId)
    if (!row) return undefined
    const { given, family, loans: _, holds: __, ...patron } = row
    return { ...(patron as Patron), ...(given + family !== '' && { name: { given, family } }) }
  }

  loansOf(patronId: string): Loan[] {
    return (this.#row('named', patronId)?.loans ?? []).map(barcode => this.loan(barcode)!)
  }

  holdsOf(patronId: string): Hold[] {
    return (this.#row('named', patronId)?.holds ?? []).map(key => this.hold(key)!)
  }

  rows<Kind extends TableKind>(kind: Kind): readonly RowOf[Kind][] {
    return [...this.#table(kind).values()] as RowOf[Kind][]
  }

  #row<Kind extends TableKind>(kind: Kind, key: string): RowOf[Kind] | undefined {
    return this.#table(kind).get(key) as RowOf[Kind] | undefined
  }

  #table(kind: TableKind): Map<string, unknown> {
    const rows = this.#rows.get(kind) ?? new Map<string, unknown>()
    this.#rows.set(kind, rows)
    return rows
  }
}
