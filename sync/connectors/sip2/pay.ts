import type { Action } from '../../../circulation/evidence.ts'
import { ConnectorError } from '../connector.ts'
import { type CarryOut, cardOf, said } from './carry-out.ts'
import { textIn } from './codec/message.ts'
import type { Turn } from './link.ts'
import { isKnownPatron, owedIn } from './seen-in-answers.ts'
import { SipError } from './session/sip-error.ts'

/** Place of fee paid in the sixteen letters of BX. */
const paymentSupport = 9

type Payment = Extract<Action, { kind: 'pay-fees' }>

/** Looks whether a payment can be sent: rejects with `rejected`, and nothing has been done. */
export async function paymentFits({ patronId, cents }: Payment, turn: Turn, ports: CarryOut): Promise<void> {
  const said = turn.status && textIn(turn.status, 'BX')?.[paymentSupport]
  if (ports.settings.profile.payments === 'none' || said === 'N')
    throw new ConnectorError('rejected', 'the server takes no payments by SIP2')
  const owed = await owes(await cardOf(patronId, ports), turn)
  if (owed !== undefined && cents > owed) throw new ConnectorError('rejected', 'more is paid than is owed')
}

/**
 * Writes a payment. What the account shows counts for more than the server's word: less by the sum it is paid, as before it is not. Where the
 * account shows neither, a "no" is as unsure as silence.
 */
export async function pay({ patronId, cents, reference }: Payment, turn: Turn, ports: CarryOut): Promise<void> {
  const card = await cardOf(patronId, ports)
  const before = await owes(card, turn)
  const answer = await turn.ask(turn.requests.payment(card, cents, reference))
  const after = await owesNow(card, turn)
  const isTold = before !== undefined && after !== undefined
  if (isTold && before - after === cents) return
  const isTaken = answer.fixed.accepted === 'Y' || answer.fixed.accepted === '1'
  if (isTaken && (!isTold || after < before)) return
  if (!isTaken && isTold && after === before) throw said(answer, 'the payment was refused')
  throw new SipError('silent', `the server says ${isTaken ? 'yes' : 'no'} to a payment, and the account shows something else`)
}

/** After the payment: whatever this look meets is no "no", for the payment may stand. */
async function owesNow(card: string, turn: Turn): Promise<number | undefined> {
  return owes(card, turn).catch(cause => {
    throw new SipError('silent', 'the payment was sent, and the account cannot be looked at', { cause })
  })
}

async function owes(card: string, turn: Turn): Promise<number | undefined> {
  const answer = await turn.ask(turn.requests.patron(card))
  if (!isKnownPatron(answer)) throw new ConnectorError('rejected', 'the server does not know the card')
  return owedIn(answer)
}
