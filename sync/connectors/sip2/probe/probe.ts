import { Temporal } from 'temporal-polyfill'
import { endOfDay, noDate, readDate, sipDate } from '../codec/dates.ts'
import { type Message, textIn, textsIn } from '../codec/message.ts'
import { message } from '../codec/write-message.ts'
import { accountFor, type Sip2Settings } from '../configuration.ts'
import { fingerprintOf, type OpenConversation } from '../link.ts'
import { Requests } from '../requests.ts'
import { isKnownPatron, itemSeen } from '../seen-in-answers.ts'
import { Asking } from './asking.ts'
import type { Findings } from './findings.ts'

/** An item and a patron that the library keeps for trials: the item lies on its shelf, nobody waits for it, and nothing hinders the patron. */
export interface ProbeOn {
  readonly barcode: string
  readonly card: string
  /** Told what is being tried. */
  readonly say: (line: string) => void
  /** Instant now, UTC. */
  now(): string
}

const strange = 'PROBE-NOBODY-HAS-THIS'
const daysWanted = 3

/**
 * Finds out what a server does, by lending and taking back one item for trials. Throws an `Error` that says why it could not begin; the item is
 * taken back at the end, whatever happened.
 */
export async function probe(settings: Sip2Settings, open: OpenConversation, on: ProbeOn): Promise<Findings> {
  const asking = new Asking(settings, open, accountFor(settings))
  try {
    return await new Trial(settings, asking, on).run()
  } finally {
    asking.close()
  }
}

class Trial {
  readonly #settings: Sip2Settings
  readonly #asking: Asking
  readonly #on: ProbeOn
  readonly #requests: Requests

  constructor(settings: Sip2Settings, asking: Asking, on: ProbeOn) {
    this.#settings = settings
    this.#asking = asking
    this.#on = on
    const { terminalPassword, zone, profile, institution } = settings
    this.#requests = new Requests({ institution, terminalPassword, zone, profile, now: on.now })
  }

  async run(): Promise<Findings> {
    const { say } = this.#on
    const status = await this.#asking.status()
    const before = await this.#begin()
    try {
      say('lending it')
      const lent = await this.#lend('N')
      if (lent === 'hangs-up' || lent.fixed.ok !== '1')
        throw new Error(`the item was not lent: ${lent === 'hangs-up' ? 'the server hung up' : textIn(lent, 'AF')}`)
      const usual = readDate(textIn(lent, 'AH') ?? '')?.day ?? (await this.#dueIn18())
      const { lists, again } = { lists: await this.#lists(before), again: await this.#again() }
      say('taking it back, twice')
      await this.#back()
      const idle = await this.#back()
      const noBlock = await this.#noBlock(usual)
      await this.#back()
      const holds = await this.#holds(status && textIn(status, 'BX'))
      return {
        fingerprint: status ? fingerprintOf(status) : '',
        again,
        idleReturn: idle === 'hangs-up' ? 'hangs-up' : idle.fixed.ok === '1' ? 'yes' : 'no',
        strangeReturn: await this.#strange(),
        noBlock,
        lists,
        dueShape: shapeOf(textIn(lent, 'AH') ?? ''),
        tellsPlace: (textIn(before, 'AP') ?? '') !== '',
        ...holds,
        payments: status && textIn(status, 'BX')?.[9] === 'N' ? 'none' : 'taken',
      }
    } finally {
      await this.#cleanUp()
    }
  }

  async #begin(): Promise<Message<'18'>> {
    const { barcode, card, say } = this.#on
    const item = await this.#asking.must(this.#requests.item(barcode))
    const seen = itemSeen(item, this.#settings.profile, this.#settings.zone)
    if (!seen) throw new Error(`the server does not know the item ${barcode}`)
    if (seen.status !== 'in-house')
      throw new Error(`the item ${barcode} is not on its shelf (${item.fixed.status}): nothing was tried`)
    const patron = await this.#asking.must(this.#requests.patron(card))
    if (!isKnownPatron(patron)) throw new Error(`the server does not know the card: nothing was tried`)
    say(`the item is on its shelf, the card is known`)
    return item
  }

  #lend(noBlock: 'N' | 'Y', dueAt = noDate): Promise<Message<'12'> | 'hangs-up'> {
    const { institution: AO, terminalPassword: AC, zone } = this.#settings
    const { barcode: AB, card: AA, now } = this.#on
    const fixed = { renewalPolicy: 'N', noBlock, at: sipDate(now(), zone), dueAt }
    return this.#asking.ask(message('11', fixed, { AO, AA, AB, AC }))
  }

  #back(barcode = this.#on.barcode): Promise<Message<'10'> | 'hangs-up'> {
    const branch = accountFor(this.#settings).branches[0] ?? ''
    return this.#asking.ask(this.#requests.checkin(barcode, branch, this.#on.now()))
  }

  async #again(): Promise<Findings['again']> {
    this.#on.say('lending it to the same card again')
    const answer = await this.#lend('N')
    if (answer === 'hangs-up') return 'unseen'
    if (answer.fixed.ok === '1') return 'renews'
    return answer.fixed.renewal === 'Y' ? 'refused-as-renewal' : 'refused'
  }

  async #lists(item: Message<'18'>): Promise<Findings['lists']> {
    const answer = await this.#asking.ask(this.#requests.patron(this.#on.card, 2, 1, 50))
    if (answer === 'hangs-up') return 'unsaid'
    const entries = textsIn(answer, 'AU').map(entry => entry.trim())
    if (entries.includes(this.#on.barcode)) return 'barcodes'
    return entries.includes((textIn(item, 'AJ') ?? '').trim()) ? 'titles' : 'unsaid'
  }

  /** A day that the system would not come to by itself tells what becomes of it. */
  async #noBlock(usual: string | undefined): Promise<Findings['noBlock']> {
    this.#on.say('lending it with no-block and a due day of its own')
    const today = Temporal.Instant.from(this.#on.now()).toZonedDateTimeISO(this.#settings.zone).toPlainDate()
    const days = usual === undefined ? undefined : today.until(usual).days
    const wanted = today.add({ days: days === daysWanted ? daysWanted + 1 : daysWanted }).toString()
    const answer = await this.#lend('Y', endOfDay(wanted))
    if (answer === 'hangs-up') return 'hangs-up'
    if (answer.fixed.ok !== '1') return 'refused'
    const due = (await this.#dueIn18()) ?? readDate(textIn(answer, 'AH') ?? '')?.day
    if (due === undefined) return 'unseen'
    if (due === wanted) return 'honours-due-date'
    return due === usual ? 'ignored' : 'takes-it-for-the-issue'
  }

  async #dueIn18(): Promise<string | undefined> {
    const answer = await this.#asking.ask(this.#requests.item(this.#on.barcode))
    return answer === 'hangs-up' ? undefined : readDate(textIn(answer, 'AH') ?? '')?.day
  }

  /** Asks for the item itself, looks at the queue, and takes it back. */
  async #holds(supports: string | undefined): Promise<Pick<Findings, 'holds' | 'tellsQueue'>> {
    const nothing = { holds: 'none', tellsQueue: 'unseen' } as const
    if (supports?.[13] === 'N') return nothing
    this.#on.say('asking for it, and taking that back')
    const { barcode, card } = this.#on
    const branch = accountFor(this.#settings).branches[0]
    const what = { barcode, titleId: barcode }
    const placed = await this.#asking.ask(this.#requests.hold('+', card, what, branch))
    if (placed === 'hangs-up' || placed.fixed.ok !== '1') return nothing
    const item = await this.#asking.ask(this.#requests.item(barcode))
    const tellsQueue = item !== 'hangs-up' && (textIn(item, 'CF') ?? '') !== '' ? 'yes' : 'no'
    const taken = await this.#asking.ask(this.#requests.hold('-', card, what, branch))
    const cancelled = taken !== 'hangs-up' && taken.fixed.ok === '1'
    if (!cancelled) this.#on.say('ATTENTION: the hold for trials could not be taken back; please cancel it by hand')
    return { holds: cancelled ? 'add-and-cancel' : 'none', tellsQueue }
  }

  async #strange(): Promise<Findings['strangeReturn']> {
    this.#on.say('taking back what nobody has')
    return (await this.#back(strange)) === 'hangs-up' ? 'hangs-up' : 'says'
  }

  async #cleanUp(): Promise<void> {
    const item = await this.#asking.ask(this.#requests.item(this.#on.barcode)).catch(() => 'hangs-up' as const)
    const seen = item !== 'hangs-up' && itemSeen(item, this.#settings.profile, this.#settings.zone)
    if (seen && seen.status !== 'on-loan') return
    const back = await this.#back().catch(() => 'hangs-up' as const)
    if (back === 'hangs-up')
      this.#on.say('ATTENTION: the item may still be on loan to the card for trials; please take it back by hand')
  }
}

function shapeOf(due: string): Findings['dueShape'] {
  if (due.trim() === '' || due === '0') return 'none'
  if (/^\d{8}.{4}\d{6}$/.test(due)) return 'sip'
  if (/^\d{4}-\d\d-\d\d$/.test(due)) return 'day'
  if (/^\d{8}$/.test(due)) return 'digits'
  return /^\d{4}-\d\d-\d\d[ T]/.test(due) ? 'time' : 'other'
}
