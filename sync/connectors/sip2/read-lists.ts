import { numberKey } from '../../../circulation/numbers.ts'
import type { Message } from './codec/message.ts'
import { textsIn } from './codec/message.ts'
import type { Turn } from './link.ts'
import type { Profile } from './profile.ts'
import { countIn } from './seen-in-answers.ts'

/** A page fits into what the narrowest way carries. */
const pageSize = 50
const mostPages = 40

export interface ReadLists {
  /** The first answer, with status and counts. */
  readonly answer: Message<'64'>
  /** Undefined where the list is not of barcodes, or did not come whole. */
  readonly items?: readonly string[]
  readonly ready?: readonly string[]
}

/** Reads a patron's counts and lists. `isItem` tells barcodes from titles where the profile does not. */
export async function readLists(
  turn: Turn,
  card: string,
  profile: Profile,
  isItem: (entry: string) => Promise<boolean>,
): Promise<ReadLists> {
  const first = await turn.ask(turn.requests.patron(card, 2, 1, pageSize))
  const charged = countIn(first.fixed.charged)
  const [items, ready] = [
    await barcodes(await whole(turn, card, 2, 'AU', charged, first), profile, isItem),
    await readyOnes(turn, card, first, profile, isItem),
  ]
  return { answer: first, ...(items && { items }), ...(ready && { ready }) }
}

async function readyOnes(
  turn: Turn,
  card: string,
  first: Message<'64'>,
  profile: Profile,
  isItem: (entry: string) => Promise<boolean>,
) {
  const count = countIn(first.fixed.holds)
  if (count === 0) return []
  if (count === undefined || profile.lists === 'titles') return
  const entries = await whole(turn, card, 0, 'AS', count)
  return barcodes(entries, profile, isItem)
}

/** All entries of a list, page by page; undefined where fewer came than the server counts. */
async function whole(
  turn: Turn,
  card: string,
  list: 0 | 2,
  field: 'AU' | 'AS',
  count: number | undefined,
  first?: Message<'64'>,
): Promise<readonly string[] | undefined> {
  if (count === undefined) return
  const entries: string[] = []
  for (let page = 0; page < mostPages && entries.length < count; page++) {
    // A server may give fewer than were asked for.
    const from = entries.length + 1
    const answer = page === 0 && first ? first : await turn.ask(turn.requests.patron(card, list, from, from + pageSize - 1))
    const came = textsIn(answer, field)
    if (came.length === 0) break
    entries.push(...came)
    // The range was ignored: this was everything.
    if (came.length > pageSize) break
  }
  return entries.length < count ? undefined : entries
}

async function barcodes(
  entries: readonly string[] | undefined,
  { lists }: Profile,
  isItem: (entry: string) => Promise<boolean>,
): Promise<readonly string[] | undefined> {
  if (!entries) return
  if (entries.length === 0) return []
  if (lists === 'titles') return
  const found: string[] = []
  for (const entry of entries) {
    const whole = entry.trim()
    const word = whole.split(/\s/)[0] ?? ''
    if (lists === 'barcodes' || (await isItem(whole))) found.push(whole)
    else if (word !== whole && (await isItem(word))) found.push(word)
    else return
  }
  return [...new Map(found.map(one => [numberKey(one), one])).values()]
}
