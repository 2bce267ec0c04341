/*
 * Koha's offline circulation file (`.koc`, version 1.0): a line of attributes, then a line for each act, its parts divided by tabs:
 *
 *   Version=1.0 Generator=NAME GeneratorVersion=VERSION
 *   2026-11-17 09-40-00 123   issue     CARD  BARCODE
 *   2026-11-17 09:41:00 123   return    BARCODE
 *   2026-11-17 09:42:00 123   payment   CARD  2.50
 *
 * Times are the desk's own, without a zone. Some programs write colons, some hyphens.
 */

export type KocAct =
  | { readonly command: 'issue'; readonly card: string; readonly barcode: string }
  | { readonly command: 'return'; readonly barcode: string }
  | { readonly command: 'payment'; readonly card: string; readonly cents: number }

/** An act as it stands in the file, with its line from 1 and its local time, `YYYY-MM-DDTHH:MM:SS.mmm`. */
export type KocLine = KocAct & { readonly line: number; readonly at: string }

export interface ReadKoc {
  readonly acts: readonly KocLine[]
  /** Lines that say nothing that can be used. */
  readonly left: readonly { readonly line: number; readonly reason: string }[]
}

/** Whether a number would break the file's lines. */
export function fitsKoc(number: string): boolean {
  return /^[\x21-\x7e]+$/.test(number)
}

export function kocHead(generatorVersion: string): string {
  return `Version=1.0\tGenerator=Pysakki\tGeneratorVersion=${generatorVersion}`
}

/** One line without its end; `at` is local time, `YYYY-MM-DDTHH:MM:SS.mmm`. */
export function kocLine(at: string, act: KocAct): string {
  const time = `${at.slice(0, 10)} ${at.slice(11, 19)} ${at.slice(20, 23)}`
  return [time, act.command, ...partsOf(act)].join('\t')
}

function partsOf(act: KocAct): readonly string[] {
  if (act.command === 'return') return [act.barcode]
  return act.command === 'issue' ? [act.card, act.barcode] : [act.card, (act.cents / 100).toFixed(2)]
}

/** Reads a file of whatever program wrote it. Throws an `Error` where it is none; a line that cannot be used is left out and told, the others stand. */
export function readKoc(text: string): ReadKoc {
  const [head = '', ...lines] = text.replace(/^\ufeff/, '').split(/\r?\n/)
  const version = /(?:^|\t)Version=([^\t]*)/.exec(head)?.[1]
  if (version === undefined) throw new Error('this is no offline circulation file: its first line names no version')
  if (!/^1(\.|$)/.test(version)) throw new Error(`this is an offline circulation file of version ${version}; version 1 is read`)
  const acts: KocLine[] = []
  const left: { line: number; reason: string }[] = []
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '') continue
    const read = readLine(text)
    if (typeof read === 'string') left.push({ line: index + 2, reason: read })
    else acts.push({ line: index + 2, ...read })
  }
  return { acts, left }
}

const timePattern = /^(\d{4}-\d{2}-\d{2})\s+(\d{2})[:-](\d{2})[:-](\d{2})(?:\s+(\d{1,3}))?$/

function readLine(text: string): (KocAct & { readonly at: string }) | string {
  const [time = '', command = '', ...parts] = text.split('\t').map(part => part.trim())
  const [, day, hour, minute, second, ms = '0'] = timePattern.exec(time) ?? []
  if (!day) return 'it begins with no time'
  const at = `${day}T${hour}:${minute}:${second}.${ms.padStart(3, '0')}`
  if (Number.isNaN(Date.parse(`${at}Z`))) return 'it begins with no time'
  const wanted = { issue: 2, return: 1, payment: 2 }[command]
  if (wanted === undefined) return `its command is none: ${command || 'empty'}`
  if (parts.length !== wanted || !parts.every(fitsKoc)) return `${command} has ${wanted} parts, this line others`
  const [first, second_] = parts as [string, string]
  if (command === 'return') return { at, command, barcode: first }
  if (command === 'issue') return { at, command, card: first, barcode: second_ }
  const [, whole, part = ''] = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(second_) ?? []
  if (whole === undefined) return `it is no sum of money: ${second_}`
  return { at, command: 'payment', card: first, cents: Number(whole) * 100 + Number(part.padEnd(2, '0')) }
}
