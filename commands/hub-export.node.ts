import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { entriesInLog } from '../sync/hub/export/entries-in-log.node.ts'
import { standingActs } from '../sync/hub/export/standing-acts.ts'
import { type Format, formats, writeActs } from '../sync/hub/export/write-acts.ts'
import { readKoc } from '../sync/protocol/koc-lines.ts'
import { root } from './setup/run.node.ts'

export interface ExportWish {
  readonly data: string
  readonly format: string | undefined
  /** Only this station's. */
  readonly station?: string
  /** `open`: what the library system has not been told of; `all`: everything that ever came. */
  readonly what: string
}

/**
 * Writes what stations did for another system to read, from the hub's log alone. Resolves to lines for a person. Rejects with an `Error` where something is
 * wrong with the wish; a file that is there is not written over.
 */
export async function exportActs(file: string, { data, format, station, what }: ExportWish): Promise<readonly string[]> {
  const known = formats.find(one => one === format)
  if (!known) throw new Error(`--format: expected ${formats.join(', ')}`)
  if (what !== 'open' && what !== 'all') throw new Error('--what: expected open or all')
  const { entries, unreadable, forks } = await entriesInLog(join(data, 'hub.log'))
  if (station !== undefined && !entries.some(({ entry }) => entry.station === station))
    throw new Error(`--station: nothing has come from ${station}`)
  const wanted = entries.filter(
    one => (station === undefined || one.entry.station === station) && (what === 'all' || isOpen(one.outcome)),
  )
  const outcomes = new Map(wanted.map(({ entry, outcome }) => [entry, outcome]))
  const told = [...new Set(wanted.map(({ entry }) => entry.station))].map(name =>
    standingActs(wanted.flatMap(({ entry }) => (entry.station === name ? [entry] : []))),
  )
  const acts = told.flatMap(one => one.acts.map(act => ({ ...act, ...outcomeOf(outcomes.get(act.entry)) })))
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  const { text, left } = writeActs(known, acts, version)
  if (known === 'koc') checkKoc(text, acts.length - left.length)
  await writeFile(file, text, { flag: 'wx', mode: 0o600 }).catch(error => {
    throw error.code === 'EEXIST' ? new Error(`${file} is there already; give another name`) : error
  })
  const notSaid = told.flatMap(one => Object.entries(one.notSaid))
  const counts = new Map<string, number>()
  for (const [kind, count] of [...notSaid, ...left.map(act => [act.kind, 1] as const)])
    counts.set(kind, (counts.get(kind) ?? 0) + count)
  return [
    `${file}: ${acts.length - left.length} acts ${what === 'open' ? 'that the library system was not told of, or about which somebody is asked' : 'in all'}`,
    ...[...counts].map(([kind, count]) => `  not in it: ${count} x ${kind}, which ${format} cannot say`),
    ...(forks > 0 ? [`  not in it: ${forks} entries of forks, for a person to look at`] : []),
    ...(unreadable > 0 ? [`  not in it: ${unreadable} entries that cannot be read here`] : []),
    ...(known === 'csv'
      ? []
      : ['  Whoever loads this file must not let the hub replay the same acts: it would find them done, or ask.']),
  ]
}

function isOpen(outcome: string | undefined): boolean {
  return outcome === undefined || outcome === 'needs-person'
}

function outcomeOf(outcome: string | undefined) {
  return outcome === undefined ? {} : { outcome }
}

/** What was written is read back before it is believed. */
function checkKoc(text: string, count: number): void {
  const { acts, left } = readKoc(text)
  if (acts.length !== count || left.length > 0)
    throw new Error('the file could not be read back as it was written; nothing was kept')
}

export type { Format }
