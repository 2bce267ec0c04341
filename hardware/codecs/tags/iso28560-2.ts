import { hexOf } from '../hex.ts'
import { compact, compactions, expand } from './compaction.ts'
import { type Element, readElements, writeElements } from './elements.ts'
import { isilShape, packIsil, unpackIsil } from './isil.ts'
import { type LibraryTag, TagDoesNotFit } from './library-tag.ts'
import { readSetInformation, type SetPlace, writeSetInformation } from './set-information.ts'
import { kindOf } from './type-of-usage.ts'

/** Object identifiers of ISO 28560-2 that mean something to lending; the other texts are carried by name. */
const oids = { id: 1, content: 2, owner: 3, set: 4, usage: 5 } as const
const texts: Readonly<Record<number, string>> = {
  6: 'shelf',
  7: 'onixMedia',
  8: 'marcMedia',
  9: 'supplier',
  10: 'order',
  11: 'illInstitution',
  12: 'illTransaction',
  13: 'gs1',
  14: 'alternativeUniqueId',
  15: 'localA',
  16: 'localB',
  17: 'title',
  18: 'localProduct',
  19: 'otherMedia',
  20: 'supplyStage',
  21: 'invoice',
  22: 'alternativeId',
  23: 'alternativeOwner',
  24: 'subsidiary',
  25: 'alternativeIll',
  26: 'localC',
}

/**
 * Reads a memory of objects. There is no checksum in this model, so everything must be as a writer makes it: the id first, no object twice, every
 * compaction clean. A memory that was cut off counts only where its own content list names the object that is missing.
 */
export function readIso2(memory: Uint8Array): LibraryTag | undefined {
  const elements = readElements(memory)
  if (!elements || elements.list[0]?.oid !== oids.id) return undefined
  const values = new Map<number, string | readonly number[] | SetPlace>()
  for (const element of elements.list) {
    const value = meaningOf(element)
    if (value === undefined) return undefined
    values.set(element.oid, value)
  }
  const listed = (values.get(oids.content) as readonly number[] | undefined) ?? []
  if (elements.end === 'cut' && (elements.cutOid === undefined || !listed.includes(elements.cutOid))) return undefined
  const id = values.get(oids.id) as string
  if (!/^[^\p{Cc}\p{Cs}]{2,}$/u.test(id)) return undefined
  const owner = values.get(oids.owner) as string | undefined
  const usage = values.has(oids.usage) ? Number.parseInt(values.get(oids.usage) as string, 16) : undefined
  const more = [...values].flatMap(([oid, value]) => (texts[oid] ? [[texts[oid], value as string]] : []))
  return {
    model: 'iso28560-2',
    id,
    ...(owner && { owner }),
    ...((values.get(oids.set) as SetPlace | undefined) ?? { part: 1, parts: 1 }),
    ...(usage !== undefined && { usage }),
    kind: kindOf(usage),
    ...(more.length > 0 && { more: Object.fromEntries(more) }),
    notes: listed.some(oid => !values.has(oid)) ? ['cut-off'] : [],
  }
}

/**
 * The meaning of one object: the listed object numbers of OID 2, the part of OID 4, the hex of what is application-defined, and text for the rest.
 * Undefined where its bytes are not what a writer makes.
 */
export function meaningOf({ oid, compaction, data }: Element): string | readonly number[] | SetPlace | undefined {
  const isPacked = compaction === compactions.application
  if (oid === oids.content) return isPacked ? listedIn(data) : undefined
  if (oid === oids.usage) return (isPacked || compaction === compactions.octets) && data.length === 1 ? hexOf(data) : undefined
  if (isPacked && oid === oids.owner) return unpackIsil(data)
  if (isPacked) return oid === oids.id || oid === oids.set || data.length === 0 ? undefined : hexOf(data)
  const text = expand(compaction, data)
  if (text === undefined || text === '') return undefined
  if (oid === oids.set) return readSetInformation(text)
  return oid === oids.owner && !isilShape.test(text) ? undefined : text
}

/** What a new tag of this model shall say. Without `set` the object is left out, as many writers do for single items. */
export interface Iso2Content {
  readonly id: string
  readonly owner?: string
  readonly set?: SetPlace
  readonly usage?: number
  readonly more?: Readonly<Record<string, string>>
}

/** The memory of a tag, ended with 00. Throws `TagDoesNotFit` for what the model cannot say. */
export function writeIso2({ id, owner, set, usage, more = {} }: Iso2Content): Uint8Array {
  if (!/^[^\p{Cc}\p{Cs}]{2,}$/u.test(id)) throw new TagDoesNotFit('id: at least two printable characters')
  const elements: Element[] = []
  if (owner !== undefined) elements.push({ oid: oids.owner, compaction: compactions.application, data: packedOwner(owner) })
  if (set) {
    const digits = writeSetInformation(set)
    if (!digits) throw new TagDoesNotFit(`part ${set.part} of ${set.parts} is no place in a set`)
    elements.push(textElement(oids.set, digits))
  }
  if (usage !== undefined) {
    if (!Number.isInteger(usage) || usage < 0 || usage > 255) throw new TagDoesNotFit('usage: one byte')
    elements.push({ oid: oids.usage, compaction: compactions.application, data: Uint8Array.of(usage) })
  }
  for (const [oid, name] of Object.entries(texts)) if (more[name]) elements.push(textElement(Number(oid), more[name]))
  const unknown = Object.keys(more).find(name => !Object.values(texts).includes(name))
  if (unknown) throw new TagDoesNotFit(`${unknown}: no such object`)
  const content = elements.map(({ oid }) => oid)
  const list = content.length > 0 ? [{ oid: oids.content, compaction: compactions.application, data: listOf(content) }] : []
  return Uint8Array.of(...writeElements([textElement(oids.id, id), ...list, ...elements]), 0)
}

function textElement(oid: number, text: string): Element {
  const { code, data } = compact(text)
  return { oid, compaction: code, data }
}

function packedOwner(owner: string): Uint8Array {
  const packed = isilShape.test(owner) ? packIsil(owner) : undefined
  if (!packed || unpackIsil(packed) !== owner) throw new TagDoesNotFit(`owner: "${owner}" is no ISIL`)
  return packed
}

/** OID 2 is a bit map, most significant bit first; the first bit stands for OID 3. */
function listedIn(data: Uint8Array): readonly number[] {
  return Array.from(data).flatMap((byte, place) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter(bit => byte & (0x80 >> bit)).map(bit => place * 8 + bit + 3),
  )
}

function listOf(content: readonly number[]): Uint8Array {
  const data = new Uint8Array(Math.ceil((Math.max(...content) - 2) / 8))
  for (const oid of content) data[(oid - 3) >> 3]! |= 0x80 >> ((oid - 3) & 7)
  return data
}
