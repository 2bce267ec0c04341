import type { Action } from '../../../circulation/evidence.ts'
import { isClaimed } from '../../../circulation/looks/scans-between.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import { ConnectorError } from '../connector.ts'
import { type AnyMessage, textIn } from './codec/message.ts'
import type { Sip2Settings } from './configuration.ts'
import { fits } from './fits.ts'
import type { Link, Turn } from './link.ts'
import { pay } from './pay.ts'
import { itemSeen } from './seen-in-answers.ts'
import { asReadError, asWriteError, mayHelpToAskAgain, SipError } from './session/sip-error.ts'
import type { Known } from './sip2-library.ts'

/** What the connector keeps of answers, beside the hub's looks. */
export interface Memory {
  /** On their way to their own shelf for nobody, as the answer to a return said. */
  readonly onItsWay: Map<string, true>
  /** It did not answer 35: it is not asked again. */
  endsNoPatron?: true
}

export interface CarryOut {
  readonly settings: Sip2Settings
  readonly link: Link
  readonly known: Known
  readonly memory: Memory
  /** Whoever sends these has looked over another interface of the same system, which tells more: nothing is looked at before. */
  readonly hasLooked?: true
  now(): string
}

/** What SIP2 has a message for. */
export type SipAction = Extract<
  Action,
  { kind: 'end-loan' | 'take-in' | 'begin-loan' | 'renew-loan' | 'place-hold' | 'cancel-hold' | 'pay-fees' }
>

/** Place of end session in the sixteen letters of BX. */
const endSupport = 8

const kinds: readonly Action['kind'][] = [
  'end-loan',
  'take-in',
  'begin-loan',
  'renew-loan',
  'place-hold',
  'cancel-hold',
  'pay-fees',
]

/**
 * Carries actions out, one message after the other. First it looks whether all of them fit what stands there; after each it looks whether it
 * shows. Rejects with a `ConnectorError`: `rejected` where nothing was done or the server said no, `no-answer` where something may have been.
 */
export async function carryOut(actions: readonly Action[], mark: string, ports: CarryOut): Promise<void> {
  const { link } = ports
  const meant = actions.map(action => {
    if (!isSipAction(action)) throw new ConnectorError('rejected', `SIP2 has no message for ${action.kind}`)
    return action
  })
  const branch = meant.flatMap(action => ('branch' in action ? action.branch : []))[0]
  const station = mark.includes('/') ? mark.slice(0, mark.indexOf('/')) : undefined
  const at = { ...(station !== undefined && { station }), ...(branch !== undefined && { branch }) }
  let sent = 0
  const work = () =>
    link.use(at, async turn => {
      if (!ports.hasLooked) await fits(meant, turn, ports)
      for (const action of meant) {
        sent++
        await send(action, turn, ports)
      }
      await endPatrons(meant, turn, ports)
    })
  try {
    await work().catch(error => (sent === 0 && mayHelpToAskAgain(error) ? work() : Promise.reject(error)))
  } catch (error) {
    if (sent === 0) throw asReadError(error)
    const told = asWriteError(error)
    // What came before stands: look first.
    if (sent > 1 && told instanceof ConnectorError && told.kind === 'unreachable')
      throw new ConnectorError('no-answer', told.message, { cause: error })
    throw told
  }
}

async function send(action: SipAction, turn: Turn, ports: CarryOut): Promise<void> {
  switch (action.kind) {
    case 'end-loan':
    case 'take-in':
      return takeBack(action, turn, ports)
    case 'begin-loan':
      return lend(action, turn, ports)
    case 'renew-loan':
      return renew(action, turn, ports)
    case 'pay-fees':
      return pay(action, turn, ports)
    default:
      return askForHold(action, turn, ports)
  }
}

async function takeBack(
  action: Extract<SipAction, { kind: 'end-loan' | 'take-in' }>,
  turn: Turn,
  ports: CarryOut,
): Promise<void> {
  const { branch, at, feeUntil = at } = action
  const barcode = await printed(action.barcode, ports)
  const answer = await turn.ask(turn.requests.checkin(barcode, branch, feeUntil))
  const key = numberKey(barcode)
  ports.memory.onItsWay.delete(key)
  if (textIn(answer, 'CV') === '04') ports.memory.onItsWay.set(key, true)
  const { status } = await look(barcode, turn, ports)
  // Whatever it says, it is not back; a person sees to what stays so.
  if (isClaimed(status)) throw said(answer, `${barcode} was returned, and the server shows it as ${status}`)
  if (status !== 'on-loan') return
  // Kept back for its missing parts, or for staff: the item stays on loan.
  if (answer.fixed.ok !== '1') throw said(answer, `the return of ${barcode} was refused`)
  throw new SipError('silent', `the server says that ${barcode} is back, and shows it on loan`)
}

async function lend(action: Extract<SipAction, { kind: 'begin-loan' }>, turn: Turn, ports: CarryOut): Promise<void> {
  const { patronId, dueOn } = action
  const [barcode, card] = [await printed(action.barcode, ports), await cardOf(patronId, ports)]
  const answer = await turn.ask(turn.requests.checkout(barcode, card, dueOn))
  ports.memory.onItsWay.delete(numberKey(barcode))
  const { status } = await look(barcode, turn, ports)
  if (status === 'on-loan') {
    if (answer.fixed.ok === '1') return
    // Nobody had it before: where it is this patron's now, "no" was not true.
    throw new SipError('silent', `the server refused to lend ${barcode}, and shows it on loan`)
  }
  if (answer.fixed.ok !== '1') throw said(answer, `the loan of ${barcode} was refused`)
  throw new SipError('silent', `the server says that ${barcode} is lent, and shows it in the library`)
}

async function renew(action: Extract<SipAction, { kind: 'renew-loan' }>, turn: Turn, ports: CarryOut): Promise<void> {
  const { patronId, dueOn } = action
  const [barcode, card] = [await printed(action.barcode, ports), await cardOf(patronId, ports)]
  const answer =
    ports.settings.profile.renewBy === '11'
      ? await turn.ask(turn.requests.checkout(barcode, card, dueOn, true))
      : await turn.ask(turn.requests.renew(barcode, card))
  if (answer.fixed.ok !== '1') throw said(answer, `the renewal of ${barcode} was refused`)
}

async function askForHold(
  action: Extract<SipAction, { kind: 'place-hold' | 'cancel-hold' }>,
  turn: Turn,
  ports: CarryOut,
): Promise<void> {
  const { kind, patronId, titleId } = action
  if (patronId === undefined || titleId === undefined)
    throw new ConnectorError('rejected', 'SIP2 knows a hold by its patron and its title alone')
  const card = await cardOf(patronId, ports)
  const [barcode] = await ports.known.copiesOf(titleId)
  const branch = kind === 'place-hold' ? action.branch : undefined
  const what = { titleId, ...(barcode !== undefined && { barcode }) }
  const answer = await turn.ask(turn.requests.hold(kind === 'place-hold' ? '+' : '-', card, what, branch))
  if (answer.fixed.ok !== '1') throw said(answer, 'the hold was refused')
}

/** How it stands now. */
async function look(barcode: string, turn: Turn, { settings }: CarryOut) {
  const seen = itemSeen(await turn.ask(turn.requests.item(barcode)), settings.profile, settings.zone)
  return seen ?? ({ status: 'unsaid' } as const)
}

/** Some servers keep a patron open. Nothing hangs on the answer. */
async function endPatrons(actions: readonly SipAction[], turn: Turn, ports: CarryOut): Promise<void> {
  const said = turn.status && textIn(turn.status, 'BX')?.[endSupport]
  if (!ports.settings.profile.endsPatron || said === 'N' || ports.memory.endsNoPatron) return
  const patrons = new Set(actions.flatMap(action => ('patronId' in action && action.patronId) || []))
  for (const patronId of patrons) {
    if (ports.memory.endsNoPatron) return
    await turn.ask(turn.requests.endPatron(await cardOf(patronId, ports))).catch(() => {
      ports.memory.endsNoPatron = true
    })
  }
}

/** The patron's first card; whom only the system knows is called by the card. */
export async function cardOf(patronId: string, { known }: Pick<CarryOut, 'known'>): Promise<string> {
  return (await known.patron(patronId))?.cards[0] ?? patronId
}

/** The number as the register has it: some servers tell small letters from capital ones. */
export async function printed(barcode: string, { known }: Pick<CarryOut, 'known'>): Promise<string> {
  return (await known.item(barcode))?.barcode ?? barcode
}

/** A refusal, in the server's own words. */
export function said(answer: AnyMessage, what: string): ConnectorError {
  const text = textIn(answer, 'AF')
  return new ConnectorError('rejected', text ? `${what}: ${text}` : what)
}

function isSipAction(action: Action): action is SipAction {
  return kinds.includes(action.kind)
}
