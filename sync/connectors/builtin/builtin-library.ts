import type { Action, ItemEvidence, PatronEvidence } from '../../../circulation/evidence.ts'
import { mayHave } from '../../../circulation/hold-turn.ts'
import { everything } from '../../../circulation/replay/capabilities.ts'
import { type Capabilities, type Connector, ConnectorError } from '../connector.ts'
import type { LibraryTables } from '../library-tables.ts'
import { carryOut } from './carry-out.ts'
import { Files } from './item-file.ts'
import { fitsWhatWasSeen } from './not-seen-since.ts'
import type { FeeRule } from './overdue-fee.ts'

const can: Capabilities = { ...everything, worstLatenessMs: 0, lanes: 4 }

/** A small library system on the hub's own tables: for the demo, for tests, and for libraries that have none. */
export function builtinLibrary(tables: LibraryTables, fees: FeeRule): Connector {
  return {
    name: 'builtin',
    can,
    itemEvidence: barcode => reading(() => itemEvidence(tables, barcode)),
    patronEvidence: card => reading(() => patronEvidence(tables, card)),
    copiesOf: titleId => reading(() => tables.copiesOf(titleId)),
    apply: (actions, mark) => writing(tables, actions, mark, fees),
    wasApplied: mark => reading(async () => ((await tables.wasWritten(mark)) ? 'yes' : 'no')),
  }
}

async function itemEvidence(tables: LibraryTables, barcode: string): Promise<ItemEvidence> {
  const { endedLoans, memory, holds, ...rows } = await tables.about(barcode)
  return {
    ...rows,
    pastLoans: endedLoans,
    holds: holds.filter(hold => mayHave(hold, barcode)),
    ...memory,
  }
}

async function patronEvidence(tables: LibraryTables, card: string): Promise<PatronEvidence> {
  const patron = await tables.patronByCard(card)
  if (!patron) return { loans: [], holds: [] }
  const [loans, holds] = await Promise.all([tables.loansOf(patron.patronId), tables.holdsOf(patron.patronId)])
  return { patron, loans, holds }
}

async function writing(tables: LibraryTables, actions: readonly Action[], mark: string, fees: FeeRule): Promise<void> {
  // Worked out from what the write before left, whichever process made it.
  const changes = () =>
    reading(async () => {
      const files = new Files(tables)
      for (const action of actions) await carryOut(files, action, mark, fees)
      await fitsWhatWasSeen(files, actions)
      return files.close(mark)
    })
  await tables.write(changes, mark).catch(error => {
    if (error instanceof ConnectorError) throw error
    throw new ConnectorError('no-answer', 'the library tables did not confirm a write', { cause: error })
  })
}

/** Nothing was written yet when reading fails: try later. */
async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw new ConnectorError('unreachable', 'the library tables cannot be read', { cause: error })
  }
}
