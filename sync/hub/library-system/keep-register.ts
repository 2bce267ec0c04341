import type { Action, ItemEvidence, PatronEvidence } from '../../../circulation/evidence.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import type { Patron } from '../../../circulation/patron.ts'
import { isBarOver } from '../../../circulation/patron-refusals.ts'
import { numberFor } from '../../connectors/builtin/carry-out-holds.ts'
import type { Connector } from '../../connectors/connector.ts'
import type { LibraryTables, TableChange } from '../../connectors/library-tables.ts'

export interface RegisterKeeper {
  readonly tables: LibraryTables
  /** Called before the rows of an item learn anything. */
  beforeLearning?(barcode: string): Promise<void>
  now(): string
  /** Told why the register could not be brought up to date: what was asked or written over there stands all the same. */
  readonly trouble: (what: string, error: unknown) => void
}

/** The connector, and whatever is seen or written through it goes into the hub's own register, from which stations are told. */
export function keepingRegister(connector: Connector, keeper: RegisterKeeper): Connector {
  const { tables } = keeper
  const learn = async (changes: () => Promise<readonly TableChange[]>) => {
    try {
      const found = await changes()
      for (const change of found) if ('barcode' in change) await keeper.beforeLearning?.(change.barcode)
      if (found.length > 0) await tables.write(found, `seen:${crypto.randomUUID()}`)
    } catch (error) {
      keeper.trouble('the register could not learn what was seen', error)
    }
  }
  return {
    name: connector.name,
    can: connector.can,
    copiesOf: titleId => connector.copiesOf(titleId),
    wasApplied: mark => connector.wasApplied(mark),
    ...(connector.finish && { finish: actions => connector.finish!(actions) }),
    async itemEvidence(barcode) {
      const evidence = await connector.itemEvidence(barcode)
      await keeper.beforeLearning?.(barcode)
      await learn(() => itemChanges(barcode, evidence, keeper))
      return evidence
    },
    async patronEvidence(card) {
      const evidence = await connector.patronEvidence(card)
      await learn(() => patronChanges(evidence, keeper))
      return evidence
    },
    async apply(actions, mark) {
      await connector.apply(actions, mark)
      await learn(async () => (await Promise.all(actions.map(action => written(action, tables)))).flat())
    },
  }
}

async function itemChanges(barcode: string, { seen }: ItemEvidence, { tables, now }: RegisterKeeper): Promise<TableChange[]> {
  const item = seen && (await tables.item(barcode))
  if (!seen || !item) return []
  const [loan, place] = [await tables.loan(barcode), await tables.place(barcode)]
  const { status } = seen
  if (status === 'lost' || status === 'missing' || status === 'claims-returned')
    return item.circulationStatus === status ? [] : [{ kind: 'set-status', barcode, status }]
  const wasClaimed = ['lost', 'missing', 'claims-returned'].includes(item.circulationStatus) && status !== 'unsaid'
  const found: TableChange[] = wasClaimed ? [{ kind: 'set-status', barcode, status: 'ok' }] : []
  if (status === 'on-loan') {
    const moved = loan && seen.dueOn !== undefined && loan.dueOn !== seen.dueOn
    return moved ? [...found, { kind: 'put-loan', loan: { ...loan, dueOn: seen.dueOn! } }] : found
  }
  if (status === 'unsaid') return found
  if (loan) found.push({ kind: 'end-loan', barcode, endedAt: now(), endedAtBranch: seen.place ?? place ?? loan.branch })
  if (seen.place !== undefined && seen.place !== place) found.push({ kind: 'set-place', barcode, branch: seen.place })
  return found
}

/** What stands on the patron's list and on no loan here is left to the look at the item: only that tells until when. */
async function patronChanges({ patron, seen }: PatronEvidence, { tables, now }: RegisterKeeper): Promise<TableChange[]> {
  const known = patron && (await tables.patron(patron.patronId))
  if (!patron || !known) return []
  const { feesCents, blocks, expiresOn } = patron
  const barredUntil = staysBarred(known, blocks, now()) ? known.barredUntil : undefined
  const same =
    known.feesCents === feesCents &&
    known.expiresOn === expiresOn &&
    known.barredUntil === barredUntil &&
    JSON.stringify(known.blocks) === JSON.stringify(blocks)
  const { expiresOn: _, barredUntil: __, ...kept } = known
  const days = { ...(expiresOn !== undefined && { expiresOn }), ...(barredUntil !== undefined && { barredUntil }) }
  const changes: TableChange[] = same ? [] : [{ kind: 'put-patron', patron: { ...kept, feesCents, blocks, ...days } }]
  if (!seen?.items) return changes
  const listed = new Set(seen.items.map(numberKey))
  const gone = (await tables.loansOf(patron.patronId)).filter(({ barcode }) => !listed.has(numberKey(barcode)))
  const ended = gone.map(({ barcode, branch }) => ({ kind: 'end-loan', barcode, endedAt: now(), endedAtBranch: branch }) as const)
  return [...changes, ...ended]
}

/** A bar whose last day was told: not one that is seen after it. */
function staysBarred(known: Patron, blocks: Patron['blocks'], now: string): boolean {
  return [known.blocks, blocks].every(some => some.includes('barred')) && !isBarOver(known, now.slice(0, 10))
}

/** Such a system fills the patron's own hold by itself. */
async function filledBy(barcode: string, patronId: string, at: string, tables: LibraryTables): Promise<TableChange[]> {
  const item = await tables.item(barcode)
  const own = item && (await tables.holdsOn(item.titleId)).find(hold => hold.patronId === patronId)
  return own ? [{ kind: 'end-hold', holdId: own.holdId, why: 'filled', at }] : []
}

async function written(action: Action, tables: LibraryTables): Promise<TableChange[]> {
  switch (action.kind) {
    case 'end-loan':
    case 'take-in': {
      const { barcode, at, branch } = action
      const place = { kind: 'set-place', barcode, branch } as const
      return (await tables.loan(barcode)) ? [{ kind: 'end-loan', barcode, endedAt: at, endedAtBranch: branch }, place] : [place]
    }
    case 'begin-loan': {
      const { barcode, patronId, at, dueOn, branch } = action
      const loan = { barcode, patronId, lentAt: at, dueOn, renewals: 0, branch }
      return [{ kind: 'put-loan', loan }, ...(await filledBy(barcode, patronId, at, tables))]
    }
    case 'renew-loan': {
      const loan = await tables.loan(action.barcode)
      if (loan?.patronId !== action.patronId) return []
      return [{ kind: 'put-loan', loan: { ...loan, dueOn: action.dueOn, renewals: loan.renewals + 1 } }]
    }
    case 'place-hold': {
      const { holdId, titleId, patronId, branch, stopId, at } = action
      const pickup = { branch, ...(stopId !== undefined && { stopId }) }
      const state = { kind: 'queued' } as const
      return [
        { kind: 'put-hold', hold: { holdId, titleId, patronId, placedAt: at, pickup, holdNumber: numberFor(holdId), state } },
      ]
    }
    case 'cancel-hold':
      return (await tables.hold(action.holdId))
        ? [{ kind: 'end-hold', holdId: action.holdId, why: 'cancelled', at: action.at }]
        : []
    case 'pay-fees': {
      const patron = await tables.patron(action.patronId)
      if (!patron) return []
      return [
        {
          kind: 'put-patron',
          patron: { ...patron, feesCents: Math.max(Math.min(0, patron.feesCents), patron.feesCents - action.cents) },
        },
      ]
    }
    default:
      return []
  }
}
