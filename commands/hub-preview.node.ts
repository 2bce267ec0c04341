import { readFile } from 'node:fs/promises'
import type { Preview, PreviewLine } from '../sync/protocol/office.ts'
import type { AskHub } from './ask-hub.node.ts'

export interface PreviewWish {
  readonly ask: AskHub
  /** A carried journal; what waits at the hub otherwise. */
  readonly file?: string
  readonly station?: string
}

/** Asks the running hub what would become of a batch, as lines of text. Rejects with one clear line where it cannot be told. */
export async function previewLines({ ask, file, station }: PreviewWish): Promise<readonly string[]> {
  const path = station === undefined ? '/api/office/preview' : `/api/office/preview?station=${encodeURIComponent(station)}`
  const body = file === undefined ? undefined : await readFile(file, 'utf8').catch(() => undefined)
  if (file !== undefined && body === undefined) throw new Error(`${file} cannot be read`)
  const init = body === undefined ? {} : { method: 'POST', body }
  const answer = await ask(path, init)
  const told = (await answer.json()) as Preview & { readonly message?: string }
  if (!answer.ok) throw new Error(told.message ?? `the hub answered ${answer.status}`)
  return [...told.lines.map(lineOf), ...countsOf(told)]
}

function lineOf({ id, transaction, becomes, held, outcome, kinds, writes }: PreviewLine): string {
  const what = transaction ? [transaction.kind, 'barcode' in transaction ? transaction.barcode : ''] : ['unreadable']
  const question = outcome?.kind === 'needs-person' ? outcome.question : outcome?.kind === 'refused' ? outcome.code : ''
  const why = [held, question, ...kinds].filter(Boolean).join(' ')
  return [`${id.station}/${id.sequence}`, ...what, `-> ${becomes}`, why, writes.join('+')].filter(Boolean).join('  ')
}

function countsOf({ transactions, becomes, kinds, closes, lines }: Preview): readonly string[] {
  const counts = (of: Readonly<Record<string, number>>) => Object.entries(of).map(([name, count]) => `  ${count} ${name}`)
  return [
    ...(transactions > lines.length ? [`and ${transactions - lines.length} more`] : []),
    `${transactions} transactions; nothing was written`,
    ...counts(becomes),
    `${closes} would close another person's loan`,
    ...counts(kinds),
  ]
}
