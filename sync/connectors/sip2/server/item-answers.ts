import { Temporal } from 'temporal-polyfill'
import type { ItemEvidence } from '../../../../circulation/evidence.ts'
import { isCaughtWith } from '../../../../circulation/hold-turn.ts'
import type { Patron } from '../../../../circulation/patron.ts'
import { endOfDay } from '../codec/dates.ts'
import { type AnyMessage, type Message, textIn } from '../codec/message.ts'
import { message } from '../codec/write-message.ts'
import type { Desk, Done, Lent, ServedLibrary } from './desk.ts'
import { isBarred } from './patron-answers.ts'
import type { ServerKind } from './server-kind.ts'

/** `close`: it hangs up without a word. */
export type Answer = AnyMessage | 'close'

export interface Asked {
  readonly library: ServedLibrary
  readonly desk: Desk
  readonly kind: ServerKind
  readonly institution: string
  /** Where the client said it stands. */
  readonly location: string
  /** Now, as the server writes it. */
  readonly at: string
}

export async function checkout(request: Message<'11'>, asked: Asked): Promise<Answer> {
  const { library, kind, institution, at } = asked
  const [barcode, card] = [textIn(request, 'AB') ?? '', textIn(request, 'AA') ?? '']
  const [evidence, patron] = [await library.library.itemEvidence(barcode), await library.tables.patronByCard(card)]
  const done = await lend(request, evidence, patron, asked)
  if (done === 'close') return 'close'
  const again = !done.ok && evidence.loan !== undefined && evidence.loan.patronId === patron?.patronId
  const fixed = done.ok
    ? { ok: '1', renewal: done.renewed ? 'Y' : 'N', magnetic: 'N', desensitize: 'Y', at }
    : { ok: '0', renewal: again && kind.again === 'renews-if-allowed' ? 'Y' : 'N', magnetic: 'U', desensitize: 'N', at }
  return message('12', fixed, {
    AO: institution,
    AA: card,
    AB: barcode,
    AJ: evidence.item?.title ?? '',
    AH: done.ok ? due(done.dueOn, kind.dueShape) : evidence.item ? kind.noDue : '',
    CK: done.ok ? '001' : undefined,
    AF: done.ok ? undefined : done.text,
    BL: done.ok ? undefined : patron ? 'Y' : 'N',
  })
}

async function lend(
  { fixed }: Message<'11'>,
  evidence: ItemEvidence,
  patron: Patron | undefined,
  { desk, library, kind, location }: Asked,
): Promise<Done<Lent> | 'close'> {
  const { item, loan } = evidence
  if (!item) return { ok: false, text: 'Invalid Item' }
  if (!patron) return { ok: false, text: 'Invalid Patron' }
  const now = library.now()
  const wanted = fixed.noBlock === 'Y' ? dayIn(fixed.dueAt) : undefined
  if (fixed.noBlock === 'Y' && kind.noBlock === 'dies') return 'close'
  const to = { category: patron.category, branch: location }
  const dueOn = library.dueOn(item.itemType, dayOf(now, library.zone), to)
  if (wanted !== undefined && kind.noBlock === 'forced') {
    if (loan?.patronId === patron.patronId) return desk.renew(evidence, patron.patronId, wanted)
    return desk.lend(evidence, patron, location, { lentAt: now, dueOn: wanted, forced: true })
  }
  if (library.checksPatrons && isBarred(patron, dayOf(now, library.zone))) return { ok: false, text: 'Patron Blocked' }
  if (loan?.patronId === patron.patronId) {
    if (kind.again === 'refused') return { ok: false, text: 'Item already checked out to you.' }
    if (kind.again === 'renews-if-allowed' && fixed.renewalPolicy !== 'Y') return { ok: false, text: 'Renewals not permitted' }
    return desk.renew(evidence, patron.patronId, dueOn)
  }
  if (wanted === undefined || kind.noBlock !== 'issue-time') return desk.lend(evidence, patron, location, { lentAt: now, dueOn })
  // One generation of Koha takes the due date for the time of issue.
  const lentAt = Temporal.PlainDate.from(wanted)
    .toZonedDateTime({ timeZone: library.zone, plainTime: '12:00' })
    .toInstant()
    .toString()
  return desk.lend(evidence, patron, location, { lentAt, dueOn: library.dueOn(item.itemType, wanted, to) })
}

export async function checkin(request: Message<'09'>, asked: Asked): Promise<Answer> {
  const { library, kind, desk, institution, location, at } = asked
  const barcode = textIn(request, 'AB') ?? ''
  const evidence = await library.library.itemEvidence(barcode)
  if (!evidence.item) {
    if (kind.strangeReturn === 'closes') return 'close'
    const nothing = { ok: '0', resensitize: 'N', magnetic: 'U', alert: 'N', at }
    return message('10', nothing, { AO: institution, AB: barcode, AF: `Invalid Item Barcode: '${barcode}'` })
  }
  const branch = textIn(request, 'AP') || location
  const day = dayIn(request.fixed.returnedAt)
  // A malformed date ends the worker of a server that reads it.
  if (kind.returnDate !== 'ignored' && day === undefined && request.fixed.returnedAt.trim() !== '') return 'close'
  const returned = returnedAt(request.fixed.returnedAt, asked)
  const back = await desk.takeBack(evidence, branch, returned)
  if (!back) return 'close'
  const isHere = back.caught?.pickup.branch === branch
  const alert = back.caught ? (isHere ? '01' : '02') : undefined
  const holder = back.caught && (await library.tables.patron(back.caught.patronId))
  const tells = kind.alerts && back.caught !== undefined
  return message(
    '10',
    {
      ok: back.from ? '1' : kind.idleReturn,
      resensitize: 'Y',
      magnetic: 'N',
      alert: tells ? 'Y' : 'N',
      at,
    },
    {
      AO: institution,
      AB: barcode,
      AQ: evidence.item.homeBranch,
      AJ: evidence.item.title,
      AA: back.from?.cards[0],
      CK: '001',
      CT: tells ? back.caught?.pickup.branch : undefined,
      CY: tells ? holder?.cards[0] : undefined,
      CV: tells ? alert : undefined,
    },
  )
}

export async function renew(request: Message<'29'>, { library, desk, kind, institution, location, at }: Asked): Promise<Answer> {
  const [barcode, card] = [textIn(request, 'AB') ?? '', textIn(request, 'AA') ?? '']
  const [evidence, patron] = [await library.library.itemEvidence(barcode), await library.tables.patronByCard(card)]
  const to = { category: patron?.category ?? '', branch: location }
  const dueOn = library.dueOn(evidence.item?.itemType, dayOf(library.now(), library.zone), to)
  const done: Done<Lent> = patron ? await desk.renew(evidence, patron.patronId, dueOn) : { ok: false, text: 'Invalid Patron' }
  const fixed = { ok: done.ok ? '1' : '0', renewal: done.ok ? 'Y' : 'N', magnetic: done.ok ? 'N' : 'U', desensitize: 'N', at }
  return message('30', fixed, {
    AA: card,
    AB: barcode,
    AJ: evidence.item?.title ?? '',
    AH: done.ok ? due(done.dueOn, kind.dueShape) : '',
    AO: institution,
    AF: done.ok ? undefined : done.text,
  })
}

export async function itemInformation(request: Message<'17'>, { library, kind, at }: Asked): Promise<Answer> {
  const barcode = textIn(request, 'AB') ?? ''
  const { item, loan, holds, place } = await library.library.itemEvidence(barcode)
  if (!item) return message('18', { status: '01', security: '01', feeType: '01', at }, { AB: barcode, AJ: '' })
  const caught = holds.find(hold => isCaughtWith(hold, item.barcode))
  const fixed = {
    status: statusOf(item.circulationStatus, loan !== undefined, caught?.state.kind),
    security: '02',
    feeType: '01',
    at,
  }
  const queue = holds.filter(hold => hold === caught || hold.state.kind === 'queued').length
  return message('18', fixed, {
    AB: barcode,
    AJ: item.title,
    CF: kind.tellsQueue && queue > 0 ? String(queue) : undefined,
    AH: loan && due(loan.dueOn, kind.dueShape === 'day' ? 'sip' : kind.dueShape),
    CK: '001',
    AQ: item.homeBranch,
    AP: kind.tellsPlace ? (caught?.state.kind === 'in-transit' ? caught.pickup.branch : (place ?? item.homeBranch)) : undefined,
  })
}

function statusOf(status: string, onLoan: boolean, caught: string | undefined): string {
  const special: Record<string, string> = {
    lost: '12',
    missing: '13',
    'claims-returned': '11',
    withdrawn: '02',
    'not-for-loan': '02',
  }
  if (special[status]) return special[status]
  if (onLoan) return '04'
  if (caught === 'waiting') return '08'
  if (caught === 'in-transit') return '10'
  return '03'
}

function returnedAt(date: string, { kind, library }: Asked): string {
  const day = dayIn(date)
  const now = library.now()
  if (day === undefined || kind.returnDate === 'ignored') return now
  const time = kind.returnDate === 'day' ? '23:59:00' : `${date.slice(12, 14)}:${date.slice(14, 16)}:${date.slice(16, 18)}`
  const at = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: library.zone, plainTime: time }).toInstant().toString()
  // In the future it is ignored.
  return at > now ? now : at
}

function dayIn(date: string): string | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)/.exec(date)
  return found ? `${found[1]}-${found[2]}-${found[3]}` : undefined
}

export function dayOf(instant: string, zone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString()
}

function due(day: string, shape: ServerKind['dueShape']): string {
  if (shape === 'day') return day
  if (shape === 'digits') return day.replaceAll('-', '')
  return shape === 'iso' ? `${day} 23:59:59` : endOfDay(day)
}
