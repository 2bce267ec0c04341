import type { Action } from '../../../circulation/evidence.ts'
import { type Connector, ConnectorError } from '../connector.ts'
import type { Catalogue } from './catalogue.ts'
import type { KohaSettings } from './configuration.ts'
import { pay, paymentOf } from './credits.ts'
import type { Features } from './features.ts'
import { fits } from './fits.ts'
import { askForHold, cancelHold } from './holds.ts'
import { asReadError, asWriteError, KohaError } from './koha-error.ts'
import { lend, renew, seeToDay, type WithDay } from './loans.ts'
import { type Shown, traceOf } from './traces.ts'

export interface CarryOut {
  readonly settings: KohaSettings
  readonly catalogue: Catalogue
  /** Takes back over SIP2: Koha has no REST check-in. Without it nothing is taken back. */
  readonly returns?: Pick<Returns, 'takeBack'> | undefined
  /** Writes a loan with its instant, past all checks. */
  readonly offlineLoan?: OfflineLoan | undefined
  features(): Promise<Features>
}

export type OfflineLoan = (loan: {
  readonly barcode: string
  readonly card: string
  readonly at: string
  readonly branch: string
}) => Promise<void>

/** The same Koha over SIP2, which takes back what this one has looked at. */
export interface Returns extends Pick<Connector, 'can'> {
  takeBack(action: Extract<Action, { kind: 'end-loan' | 'take-in' }>, mark: string): Promise<void>
}

/** What Koha can be told. */
export type KohaAction = Extract<
  Action,
  { kind: 'end-loan' | 'take-in' | 'begin-loan' | 'renew-loan' | 'place-hold' | 'cancel-hold' | 'pay-fees' }
>

/** What was sent under a mark, and how to tell whether it shows. */
export interface Sent {
  readonly count: number
  readonly shows: (() => Promise<Shown>)[]
}

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
 * Carries actions out one after the other. First it looks whether all of them fit what stands there; after each it looks whether it shows.
 * Rejects with a `ConnectorError`: `rejected` where Koha said no, `no-answer` where something may have been done.
 */
export async function carryOut(
  actions: readonly Action[],
  mark: string,
  remember: (shows: Sent['shows'][number]) => void,
  ports: CarryOut,
): Promise<void> {
  const meant = actions.map(action => {
    if (!isKohaAction(action)) throw new ConnectorError('rejected', `Koha cannot be told ${action.kind}`)
    return action
  })
  await fits(meant, ports).catch(error => Promise.reject(asReadError(error)))
  for (const [index, action] of meant.entries()) {
    const shows = await traceOf(action, ports).catch(error => Promise.reject(afterOthers(index, asReadError(error))))
    remember(hasDay(action) ? () => withItsDay(shows, action, ports) : shows)
    try {
      await send(action, `${mark}#${index}`, ports)
      if ((await shows()) === 'no') throw new KohaError('silent', `Koha says that ${action.kind} is done, and does not show it`)
    } catch (error) {
      throw afterOthers(index, asWriteError(error))
    }
  }
}

export function hasDay(action: Action): action is WithDay {
  return action.kind === 'begin-loan' || action.kind === 'renew-loan'
}

/**
 * Asked after a lost answer whether it shows: the promised day may not have been reached then, also where what shows is somebody else's renewal. It is
 * seen to if Koha does that now; where it cannot be looked which day stands, nobody can tell yet.
 */
async function withItsDay(shows: Sent['shows'][number], action: WithDay, ports: CarryOut): Promise<Shown> {
  const shown = await shows()
  if (shown === 'yes') await seeToDay(action, ports).catch(unlessOutOfReach)
  return shown
}

/** What is gone or refused by now has no day to be seen to. */
export function unlessOutOfReach(error: unknown): void {
  const isGone = error instanceof ConnectorError || (error instanceof KohaError && error.kind === 'refused')
  if (!isGone) throw error
}

/** What came before stands: look first. */
function afterOthers(index: number, told: unknown): unknown {
  if (index === 0 || !(told instanceof ConnectorError) || told.kind !== 'unreachable') return told
  return new ConnectorError('no-answer', told.message, { cause: told })
}

async function send(action: KohaAction, mark: string, ports: CarryOut): Promise<void> {
  switch (action.kind) {
    case 'end-loan':
    case 'take-in':
      if (!ports.returns)
        throw new ConnectorError('rejected', 'Koha takes nothing back by REST: the settings need its SIP2 server')
      return ports.returns.takeBack(action, mark)
    case 'begin-loan':
      return lend(action, ports)
    case 'renew-loan':
      return renew(action, ports)
    case 'place-hold':
      return askForHold(action, ports)
    case 'cancel-hold':
      return cancelHold(action, ports)
    case 'pay-fees':
      return pay(paymentOf(action, ports.settings.zone), ports.catalogue)
  }
}

function isKohaAction(action: Action): action is KohaAction {
  return kinds.includes(action.kind)
}
