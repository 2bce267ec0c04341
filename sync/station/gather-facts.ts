import { numberKey, parseNumber } from '../../circulation/numbers.ts'
import { entryKey } from '../../circulation/transaction.ts'
import type { DeskPlace, ItemFacts, PatronFacts } from '../../circulation/truth.ts'
import type { Entry, Tail } from '../journal/entry.ts'
import type { LibrarySettings, Register } from '../register/register.ts'
import { isCommand } from './command-barcodes.ts'
import type { Facts, NumberFacts } from './facts.ts'
import type { LocalTruth } from './local-truth.ts'
import { tasksNamed } from './resolve.ts'
import type { Line, Session, SessionEvent } from './session.ts'

/** Where facts come from. */
export interface Sources {
  readonly truth: LocalTruth
  readonly register: Register
  readonly settings: LibrarySettings
  readonly place: DeskPlace
  readonly tail: Tail
  readonly idleMs: number
  readonly entry: (key: string) => Entry | undefined
  readonly gate: Facts['gate']
  readonly offline: boolean
}

/** Looks up what the event needs, all at once. Rejects only if the register does not answer. */
export async function gatherFacts(session: Session, event: SessionEvent, sources: Sources): Promise<Facts> {
  const { truth, register, settings, place, tail, idleMs, gate, offline } = sources
  const { visit, waiting } = session
  const lines = namedLines(session, event)
  const text = numberAtHand(session, event)
  const titleId = event.type === 'hold' ? event.titleId : undefined
  const { branch } = place.branch
  const [known, other] = await Promise.all([
    visit && truth.patron(visit.patronId, visit.card, branch),
    otherPatron(truth, session, event, branch),
  ])
  const patron = known && titleId !== undefined ? await truth.withHoldsOn(titleId, known) : known
  // Whose a loan is can be asked of those alone whose cards are in hand, or were when a line was written.
  const inHand = [visit?.patronId, other?.patron.patronId, ...lines.map(({ patronId }) => patronId)]
  const asked = { ...sources, patronIds: [...new Set(inHand.filter(patronId => patronId !== undefined))] }
  const [number, waits, items, title, numbers] = await Promise.all([
    text === undefined ? undefined : numberFacts(text, asked),
    waiting && numberFacts(waiting.text, asked),
    itemFacts(asked, [...barcodesNamed(session, event), ...lines.flatMap(({ barcode }) => barcode ?? [])]),
    titleId === undefined ? undefined : register.title(titleId),
    numbersOnPads(session, event, asked),
  ])
  return {
    settings,
    place,
    tail,
    idleMs,
    items,
    entries: entriesOf(lines, tasksNamed(event), sources),
    numbers,
    gate,
    offline,
    ...(patron && { patron }),
    ...(number && { number }),
    ...(waits && { waiting: waits }),
    ...(other && { other }),
    ...(title && { title }),
  }
}

type Asked = Sources & { readonly patronIds: readonly string[] }

async function numberFacts(text: string, { truth, settings, place, patronIds }: Asked): Promise<NumberFacts> {
  const parsed = parseNumber(text)
  if (!parsed.ok) return parsed
  const { number } = parsed
  const [item, card] = await Promise.all([truth.item(number, patronIds), truth.patronByCard(number, place.branch.branch)])
  const staff = settings.staff.find(({ badge }) => badge && numberKey(badge) === number)
  const looksLike = truth.shapes.looksLike(number)
  return { ok: true, number, item, ...(card && { card }), ...(staff && { staff }), looksLike }
}

/** All that lies there: what is new on the pads, or what the question about them names. */
async function numbersOnPads(
  { pad, question }: Session,
  event: SessionEvent,
  sources: Asked,
): Promise<ReadonlyMap<string, NumberFacts>> {
  const isAnswer = event.type === 'answer' && question?.about === 'on-pad'
  const lying = event.type === 'pad' ? event.items : isAnswer ? (pad?.lying ?? []) : []
  const numbers = [...new Set(lying.map(({ barcode }) => numberKey(barcode)))]
  const facts = await Promise.all(numbers.map(async number => [number, await numberFacts(number, sources)] as const))
  return new Map(facts)
}

/** What was scanned just now; otherwise what the open question is about. */
function numberAtHand({ question }: Session, event: SessionEvent): string | undefined {
  if (event.type === 'scan' && !question) return isCommand(event.scan.text) ? undefined : event.scan.text
  return question?.scan.text
}

function barcodesNamed({ question }: Session, event: SessionEvent): readonly string[] {
  if (event.type === 'renew') return event.barcodes
  if (ofOneTag.includes(event.type) && 'barcode' in event) return [event.barcode]
  if (event.type !== 'answer' || !question) return []
  return [...(question.renew ?? []), ...(question.barcode ? [question.barcode] : [])]
}

const ofOneTag: readonly SessionEvent['type'][] = ['tag-seen', 'tag-written', 'security-done', 'security-failed']

async function itemFacts({ truth, patronIds }: Asked, barcodes: readonly string[]): Promise<ReadonlyMap<string, ItemFacts>> {
  const keys = [...new Set(barcodes.map(numberKey))]
  const items = await Promise.all(keys.map(key => truth.item(key, patronIds)))
  return new Map(items.map(item => [numberKey(item.barcode), item]))
}

/** The lines that the event, or the question it answers, would take back or move. */
function namedLines({ lines, question }: Session, event: SessionEvent): readonly Line[] {
  const asked = event.type === 'answer' ? question : undefined
  const lineIds = event.type === 'undo' ? event.lineIds : asked?.lineIds
  const visitId = event.type === 'move-visit' ? event.visitId : asked?.move?.visitId
  if (lineIds) return lines.filter(({ lineId }) => lineIds.includes(lineId))
  return visitId === undefined ? [] : lines.filter(line => line.visitId === visitId)
}

function entriesOf(lines: readonly Line[], named: readonly string[], { entry }: Sources): ReadonlyMap<string, Entry> {
  const keys = [...named, ...lines.flatMap(line => (line.entry ? [entryKey(line.entry)] : []))]
  return new Map(
    keys.flatMap(key => [[key, entry(key)] as const]).filter((pair): pair is [string, Entry] => pair[1] !== undefined),
  )
}

async function otherPatron(
  truth: LocalTruth,
  session: Session,
  event: SessionEvent,
  branch: string,
): Promise<PatronFacts | undefined> {
  if (event.type === 'open-patron') return truth.patron(event.patronId)
  if (event.type === 'reopen') {
    const recent = session.recent.find(({ visitId }) => visitId === event.visitId)
    return recent && truth.patron(recent.patronId, recent.card, branch)
  }
  const card = event.type === 'move-visit' ? event.card : event.type === 'answer' ? session.question?.move?.card : undefined
  const parsed = card === undefined ? undefined : parseNumber(card)
  return parsed?.ok ? truth.patronByCard(parsed.number, branch) : undefined
}
