import type { Patron } from '../../../../circulation/patron.ts'
import { type Message, textIn } from '../codec/message.ts'
import { message } from '../codec/write-message.ts'
import { centsIn } from '../seen-in-answers.ts'
import { type Answer, type Asked, dayOf } from './item-answers.ts'

export async function patronStatus(request: Message<'23'>, asked: Asked): Promise<Answer> {
  const { library, institution, kind, at } = asked
  const card = textIn(request, 'AA') ?? ''
  const patron = await library.tables.patronByCard(card)
  const fixed = { patronStatus: statusOf(patron, asked), language: '000', at }
  const who = { AO: institution, AA: card, AE: patron ? nameOf(patron) : '', BL: patron ? 'Y' : 'N' }
  return message('24', fixed, {
    ...who,
    ...(patron && { BH: 'EUR', BV: euros(patron.feesCents), AF: kind.greeting || undefined }),
  })
}

export async function patronInformation(request: Message<'63'>, asked: Asked): Promise<Answer> {
  const { library, institution, kind, at } = asked
  const card = textIn(request, 'AA') ?? ''
  const patron = await library.tables.patronByCard(card)
  const [loans, holds] = patron
    ? [await library.tables.loansOf(patron.patronId), await library.tables.holdsOf(patron.patronId)]
    : [[], []]
  const ready = holds.flatMap(({ state }) => (state.kind === 'waiting' ? [state.barcode] : []))
  const count = (number: number) => String(number).padStart(4, '0')
  const fixed = {
    patronStatus: statusOf(patron, asked),
    language: '000',
    at,
    holds: count(ready.length),
    overdue: '0000',
    charged: count(loans.length),
    fines: '0000',
    recalls: '0000',
    unavailableHolds: count(holds.length - ready.length),
  }
  const wanted = request.fixed.summary.indexOf('Y')
  const list = wanted === 2 ? loans.map(({ barcode }) => barcode) : wanted === 0 ? ready : []
  const [first, last] = [Number(textIn(request, 'BP') || 1), Number(textIn(request, 'BQ') || list.length)]
  const entries = await Promise.all(
    list
      .slice(first - 1, last)
      .map(async barcode => (kind.lists === 'barcodes' ? barcode : ((await library.tables.item(barcode))?.title ?? ''))),
  )
  return message('64', fixed, {
    AO: institution,
    AA: card,
    AE: patron ? nameOf(patron) : '',
    BL: patron ? 'Y' : 'N',
    ...(patron && { CQ: 'Y', BH: 'EUR', BV: euros(patron.feesCents) }),
    AU: wanted === 2 ? entries : [],
    AS: wanted === 0 ? entries : [],
    AF: patron && kind.greeting ? kind.greeting : undefined,
  })
}

export async function hold(request: Message<'15'>, { library, desk, institution, location, at }: Asked): Promise<Answer> {
  const [card, barcode, title] = ['AA', 'AB', 'AJ'].map(id => textIn(request, id) ?? '') as [string, string, string]
  const patron = await library.tables.patronByCard(card)
  const item = await library.tables.item(barcode)
  const titleId = item?.titleId ?? (title || undefined)
  const branch = textIn(request, 'BS') || location
  const knows =
    patron !== undefined && titleId !== undefined && (item !== undefined || (await library.tables.copiesOf(titleId)).length > 0)
  const done =
    knows &&
    (request.fixed.mode === '+'
      ? await desk.placeHold(titleId, patron.patronId, branch)
      : request.fixed.mode === '-' && (await desk.cancelHold(titleId, patron.patronId)))
  return message(
    '16',
    { ok: done ? '1' : '0', available: 'N', at },
    {
      AO: institution,
      AA: card,
      AB: barcode || undefined,
      BS: done ? branch : undefined,
      AJ: item?.title,
      AF: done ? undefined : 'Hold not possible',
    },
  )
}

/** More than is owed is not taken. */
export async function payment(
  request: Message<'37'>,
  { library, desk, kind, institution, location, at }: Asked,
): Promise<Answer> {
  if (kind.payments === 'closes') return 'close'
  const [card, amount, reference] = ['AA', 'BV', 'BK'].map(id => textIn(request, id) ?? '') as [string, string, string]
  const patron = await library.tables.patronByCard(card)
  const cents = centsIn(amount)
  const isRight = kind.payments === 'taken' && patron !== undefined && cents !== undefined && cents > 0
  const done = isRight && (await desk.takePayment(patron.patronId, cents, reference, location))
  const why = kind.payments === 'refused' ? 'Payments are not kept here' : patron ? 'Overpayment not allowed' : 'Invalid Patron'
  const fields = { AO: institution, AA: card, BK: reference || undefined, AF: done ? undefined : why }
  return message('38', { accepted: done ? 'Y' : 'N', at }, fields)
}

export async function renewAll(
  request: Message<'65'>,
  { library, desk, institution, location, at, kind }: Asked,
): Promise<Answer> {
  const patron = await library.tables.patronByCard(textIn(request, 'AA') ?? '')
  const to = { category: patron?.category ?? '', branch: location }
  const loans = patron ? await library.tables.loansOf(patron.patronId) : []
  const results = await Promise.all(
    loans.map(async ({ barcode, patronId, dueOn }) => {
      const evidence = await library.library.itemEvidence(barcode)
      const day = library.dueOn(evidence.item?.itemType, dayOf(library.now(), library.zone), to)
      return { barcode, ok: (await desk.renew(evidence, patronId, day > dueOn ? day : dueOn)).ok }
    }),
  )
  const of = (ok: boolean) => results.flatMap(one => (one.ok === ok ? [one.barcode] : []))
  const count = (list: readonly string[]) => String(list.length).padStart(4, '0')
  const fixed = { ok: patron ? '1' : '0', renewed: count(of(true)), unrenewed: count(of(false)), at }
  return message('66', fixed, { AO: institution, BM: of(true), BN: of(false), AF: kind.greeting || undefined })
}

/** Nobody lends to them at a machine. */
export function isBarred({ blocks, expiresOn }: Patron, today: string): boolean {
  return blocks.length > 0 || (expiresOn !== undefined && expiresOn < today)
}

function statusOf(patron: Patron | undefined, { library }: Asked): string {
  if (!patron) return 'YYYY'
  const barred = library.checksPatrons && isBarred(patron, library.now().slice(0, 10))
  return `${barred ? 'YYYY' : '    '}${patron.blocks.includes('card-lost') ? 'Y' : ' '}`
}

function nameOf({ name }: Patron): string {
  return name ? `${name.given} ${name.family}` : 'Patron'
}

function euros(cents: number): string {
  return (cents / 100).toFixed(2)
}
