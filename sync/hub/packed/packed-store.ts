import { type Kysely, sql } from 'kysely'
import type { SegmentCoding } from '../../register/segments/coding.ts'
import { manifestFormat, type PackedManifest } from '../../register/segments/manifest.ts'
import type { IndexRow } from '../../register/segments/rows.ts'
import { openSegment, segmentFormat } from '../../register/segments/segment.ts'
import type { Tables } from '../tables.ts'
import { oneOf } from './row-source.ts'

/** What every station may have, whatever it is told of persons beside it. */
export const forAll = 'least'

/** A manifest as it was published, with what deltas on it need to know. */
export interface Published {
  readonly register: string
  readonly manifest: PackedManifest
  /** Hex. */
  readonly key: string
  readonly madeAt: string
  readonly replacedAt?: string
  readonly build: BuildFacts
}

export interface BuildFacts {
  readonly shapes: readonly string[]
  readonly ms: number
  /** Of the manifest that this one stands on: that for all, or that of the station's group. */
  readonly base: string
  /** The register of that one, where it is a group's. */
  readonly from?: string
}

/**
 * Where the packed register is kept: in the database, so that every process on it serves the same. Parts of the register that all are told have
 * `forAll` as their register; parts under a group's key have that of the group, parts that name somebody that of the station, and no other may fetch them.
 */
export class PackedStore {
  readonly #db: Kysely<Tables>
  readonly #coding: SegmentCoding
  /** Some few are asked for again and again. */
  readonly #indexes = new Map<string, readonly IndexRow[]>()

  constructor(db: Kysely<Tables>, coding: SegmentCoding) {
    this.#db = db
    this.#coding = coding
  }

  /** The one in force; undefined where there is none that this program can read. */
  async newest(register: string): Promise<Published | undefined> {
    const found = await this.#manifests().where('register', '=', register).where('replaced_at', 'is', null).executeTakeFirst()
    return found && published(found)
  }

  async manifest(register: string, name: string): Promise<Published | undefined> {
    const found = await this.#manifests().where('register', '=', register).where('name', '=', name).executeTakeFirst()
    return found && published(found)
  }

  /** Every one that is still served. */
  async all(): Promise<Published[]> {
    return (await this.#manifests().orderBy('made_at').execute()).map(published)
  }

  /** Publishes it in the place of the one before, in one transaction. */
  async publish({ register, manifest, key, madeAt, build }: Published): Promise<void> {
    const row = {
      register,
      name: manifest.name,
      format,
      version: manifest.version,
      made_at: madeAt,
      replaced_at: null,
      key,
      row: JSON.stringify(manifest),
      build: JSON.stringify(build),
    }
    await this.#db.transaction().execute(async transaction => {
      await transaction
        .updateTable('packed_manifests')
        .set({ replaced_at: madeAt })
        .where('register', '=', register)
        .where('replaced_at', 'is', null)
        .execute()
      await transaction
        .insertInto('packed_manifests')
        .values(row)
        .onConflict(conflict => conflict.columns(['register', 'name']).doUpdateSet(row))
        .execute()
    })
  }

  async putPart(register: string, name: string, bytes: Uint8Array): Promise<void> {
    await this.#db
      .insertInto('packed_parts')
      .values({ register, name, bytes })
      .onConflict(conflict => conflict.doNothing())
      .execute()
  }

  /** The bytes by name, of those that stand in these registers. */
  async parts(registers: readonly string[], names: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    if (names.length === 0) return new Map()
    const rows = await this.#db
      .selectFrom('packed_parts')
      .select(['name', 'bytes'])
      .where('register', 'in', [...new Set(registers)])
      .where(oneOf('name', names))
      .execute()
    return new Map(rows.map(({ name, bytes }) => [name, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)]))
  }

  /** The rows of an index; undefined where these registers have no such. */
  async index(registers: readonly string[], name: string): Promise<readonly IndexRow[] | undefined> {
    const place = `${registers.join('\n')}\n${name}`
    const known = this.#indexes.get(place)
    if (known) return known
    const bytes = (await this.parts(registers, [name])).get(name)
    if (!bytes) return undefined
    const rows = await openSegment('index', { name, bytes }, this.#coding).then(({ rows: read }) => read, notAnIndex)
    if (!rows) return undefined
    if (this.#indexes.size >= indexesKept) this.#indexes.clear()
    this.#indexes.set(place, rows)
    return rows
  }

  /** Forgets manifests that were replaced before this instant, and every part that no other names. Resolves to how many parts went. */
  async forget(replacedBefore: string): Promise<number> {
    const old = await this.#db
      .deleteFrom('packed_manifests')
      .where(({ eb, or }) =>
        or([eb('format', '<>', format), eb.and([eb('replaced_at', 'is not', null), eb('replaced_at', '<', replacedBefore)])]),
      )
      .returning('name')
      .execute()
    const orphans = await sql<{
      name: string
    }>`delete from packed_manifests where register <> ${forAll} and made_at < ${replacedBefore}
      and build::json ->> 'base' not in (select name from packed_manifests) returning name`.execute(this.#db)
    if (old.length + orphans.rows.length === 0) return 0
    const kept = new Map<string, Set<string>>()
    for (const published of await this.all()) {
      const registers = registersOf(published)
      for (const { index } of published.manifest.tables) {
        const rows = (await this.index(registers, index.name)) ?? []
        for (const of of registers) {
          const names = kept.get(of) ?? new Set<string>()
          kept.set(of, names.add(index.name))
          for (const { name } of rows) names.add(name)
        }
      }
    }
    let gone = 0
    const registers = await this.#db.selectFrom('packed_parts').select('register').distinct().execute()
    for (const { register } of registers) {
      const here = await this.#db.selectFrom('packed_parts').select('name').where('register', '=', register).execute()
      const names = here.map(({ name }) => name).filter(name => !kept.get(register)?.has(name))
      gone += names.length
      await this.#db.deleteFrom('packed_parts').where('register', '=', register).where(oneOf('name', names)).execute()
    }
    const patrons = (await this.all()).map(({ manifest }) => placesOf(manifest))
    await sql`delete from packed_newcomers where not ${oneOf('patrons', patrons)}`.execute(this.#db)
    this.#indexes.clear()
    return gone
  }

  #manifests() {
    return this.#db.selectFrom('packed_manifests').selectAll().where('format', '=', format)
  }
}

/** Where the parts of a manifest stand. */
export function registersOf({ register, build }: Pick<Published, 'register' | 'build'>): readonly string[] {
  return [...new Set([forAll, build.from ?? forAll, register])]
}

const indexesKept = 64
/** Of manifests and segments: what another version of the program packed is packed anew. */
const format = `${manifestFormat}.${segmentFormat}`

/** By what places of cards are counted: the index of the patron rows, or the manifest where there is none. */
export function placesOf({ name, tables }: PackedManifest): string {
  return tables.find(({ kind }) => kind === 'patrons')?.index.name ?? name
}

function notAnIndex(): undefined {
  return undefined
}

function published(found: {
  register: string
  key: string
  made_at: string
  replaced_at: string | null
  row: string
  build: string
}): Published {
  const { register, key, made_at: madeAt, replaced_at: replacedAt, row, build } = found
  return {
    register,
    key,
    madeAt,
    manifest: JSON.parse(row),
    build: JSON.parse(build),
    ...(replacedAt !== null && { replacedAt }),
  }
}
