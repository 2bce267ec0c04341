import { numberKey } from '../../../circulation/numbers.ts'
import { ConnectorError } from '../connector.ts'
import { type CarryOut, cardOf, printed, type SipAction } from './carry-out.ts'
import { textIn } from './codec/message.ts'
import type { Turn } from './link.ts'
import { paymentFits } from './pay.ts'
import { readLists } from './read-lists.ts'
import { itemSeen } from './seen-in-answers.ts'

/** An item as it will stand when the actions before have been carried out. */
interface Standing {
  onLoan: boolean
  /** Whose loan, once it is known. */
  patronId?: string
}

/** Place of a hold in the sixteen letters of BX. */
const holdSupport = 13

/** Looks whether all the actions fit, before any is sent: rejects with `rejected`, and nothing has been done. */
export async function fits(actions: readonly SipAction[], turn: Turn, ports: CarryOut): Promise<void> {
  const standings = new Map<string, Standing>()
  for (const action of actions) {
    if (action.kind === 'place-hold' || action.kind === 'cancel-hold') {
      takesHolds(action.kind, turn, ports)
      continue
    }
    if (action.kind === 'pay-fees') {
      await paymentFits(action, turn, ports)
      continue
    }
    const { barcode } = action
    const key = numberKey(barcode)
    const standing = standings.get(key) ?? (await now(barcode, turn, ports))
    standings.set(key, standing)
    await fitsOne(action, standing, turn, ports)
  }
}

async function fitsOne(
  action: Exclude<SipAction, { kind: 'place-hold' | 'cancel-hold' | 'pay-fees' }>,
  standing: Standing,
  turn: Turn,
  ports: CarryOut,
): Promise<void> {
  const { barcode } = action
  switch (action.kind) {
    case 'take-in':
      if (standing.onLoan) throw new ConnectorError('rejected', `${barcode} is on loan`)
      return
    case 'end-loan':
      if (!standing.onLoan) throw new ConnectorError('rejected', `${barcode} is not on loan`)
      if (action.patronId !== undefined) await isWith(action.patronId, barcode, standing, turn, ports)
      standing.onLoan = false
      return
    case 'begin-loan':
      if (standing.onLoan) throw new ConnectorError('rejected', `${barcode} is on loan`)
      standing.onLoan = true
      standing.patronId = action.patronId
      return
    case 'renew-loan':
      if (!standing.onLoan) throw new ConnectorError('rejected', `${barcode} is not on loan`)
      return isWith(action.patronId, barcode, standing, turn, ports)
  }
}

/** Nobody else's loan is ended or renewed, as far as the lists tell. */
async function isWith(patronId: string, barcode: string, standing: Standing, turn: Turn, ports: CarryOut): Promise<void> {
  const misses = () => new ConnectorError('rejected', `${barcode} is not on the loan that was meant`)
  if (standing.patronId !== undefined) {
    if (standing.patronId !== patronId) throw misses()
    return
  }
  const { known, settings } = ports
  const isItem = async (entry: string) => (await known.item(entry)) !== undefined
  const { items } = await readLists(turn, await cardOf(patronId, ports), settings.profile, isItem)
  if (items && !items.some(one => numberKey(one) === numberKey(barcode))) throw misses()
  standing.patronId = patronId
}

async function now(barcode: string, turn: Turn, ports: CarryOut): Promise<Standing> {
  const { settings } = ports
  const seen = itemSeen(await turn.ask(turn.requests.item(await printed(barcode, ports))), settings.profile, settings.zone)
  if (!seen) throw new ConnectorError('rejected', `no item has the barcode ${barcode}`)
  return { onLoan: seen.status === 'on-loan' }
}

function takesHolds(kind: 'place-hold' | 'cancel-hold', { status }: Turn, { settings }: CarryOut): void {
  const { holds } = settings.profile
  const said = status && textIn(status, 'BX')?.[holdSupport]
  const takes = holds === 'add-and-cancel' || (holds === 'cancel' && kind === 'cancel-hold')
  if (!takes || said === 'N') throw new ConnectorError('rejected', 'the server takes no holds by SIP2')
}
