import type { ChangedRows } from './changed-rows.ts'
import type { Changes, Manifest, SegmentInfo } from './published.ts'
import type { RegisterState } from './register.ts'
import type { StoredRegister } from './register-storage.ts'
import { RegisterError } from './writable-register.ts'

type IsHere = (name: string) => boolean

/** How much of the register is here, and as of when. While a new one is being fetched, its progress. */
export function standNow({ current, waiting, state, changes }: StoredRegister, isHere: IsHere): RegisterState {
  const progress = waiting ?? current
  const here = progress?.segments.filter(({ name }) => isHere(name)) ?? []
  const latest = changes.at(-1) ?? state
  return {
    version: latest?.version ?? 0,
    complete: state !== undefined && current !== undefined && missingOf(current, isHere).length === 0,
    ...(latest && { asOf: latest.asOf }),
    segmentsHere: here.length,
    segmentsInAll: progress?.segments.length ?? 0,
    bytesHere: here.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

export function missingOf(manifest: Manifest | undefined, isHere: IsHere): SegmentInfo[] {
  return manifest?.segments.filter(({ name }) => !isHere(name)) ?? []
}

/** The very same register: to take it again would change nothing. */
export function sameSegments(a: Manifest, b: Manifest | undefined): boolean {
  return (
    a.version === b?.version &&
    a.segments.length === b.segments.length &&
    a.segments.every(({ name }, at) => name === b.segments[at]?.name)
  )
}

export function hasRows({ settings, since: _, version: __, asOf: ___, detail: ____, ...rows }: Changes): boolean {
  return settings !== undefined || Object.values(rows).some(row => row.length > 0)
}

/** Throws `gap` where rows are told under another key, or in another tier, than the register. */
export function checkDetail(rows: { readonly detail?: string }, manifest: Manifest | undefined): void {
  if (rows.detail !== manifest?.detail?.id)
    throw new RegisterError(
      'gap',
      `rows told under ${rows.detail ?? 'no key'} came, but the register is under ${manifest?.detail?.id ?? 'none'}`,
    )
}

/** One batch with the last word on every changed item and patron; loans, holds and statuses stand in the state beside it. */
export function mergeChanges(changes: readonly Changes[], rows: ChangedRows): Changes {
  const settings = changes.findLast(batch => batch.settings)?.settings
  const { version, asOf, detail } = changes.at(-1)!
  return {
    since: changes[0]!.since,
    version,
    asOf,
    ...(detail !== undefined && { detail }),
    ...present('items', 'itemsGone', rows.items),
    ...present('patrons', 'patronsGone', rows.patrons),
    loans: [],
    loansEnded: [],
    holds: [],
    holdsGone: [],
    statuses: [],
    ...(settings && { settings }),
  }
}

function present<Rows extends string, Gone extends string, Row>(
  rows: Rows,
  gone: Gone,
  map: ReadonlyMap<string, Row | undefined>,
) {
  const there = [...map.values()].filter(row => row !== undefined)
  const keys = [...map].filter(([, row]) => row === undefined).map(([key]) => key)
  return { [rows]: there, [gone]: keys } as Record<Rows, Row[]> & Record<Gone, string[]>
}
