import { builtinLibrary } from '../../sync/connectors/builtin/builtin-library.ts'
import type { Connector } from '../../sync/connectors/connector.ts'
import type { LibraryTables } from '../../sync/connectors/library-tables.ts'
import { feeRule } from '../oracle/always-online.ts'
import { zone } from './first-morning.ts'
import { kohaOverHttp } from './koha-over-http.ts'
import type { Evidence } from './sabotage.ts'
import { Sip2LikeLibrary } from './sip2-like-library.ts'
import { sip2OverWire } from './sip2-over-wire.ts'
import type { TrueTime } from './true-time.ts'

/** The library itself, and its system as a hub is connected to it. */
export interface ServedLibrary {
  readonly library: Connector
  readonly system: Connector
  /** Rejects where something was asked of the system that it does not know. */
  end(): Promise<void>
}

/** Lets a hub at the library, by as much of it as `evidence` says. `seed` chooses what servers differ in. */
export async function serveLibrary(
  evidence: Evidence,
  tables: LibraryTables,
  time: TrueTime,
  seed: number,
): Promise<ServedLibrary> {
  const library = builtinLibrary(tables, { ...feeRule, zone })
  // No two messages arrive in one instant.
  const arriving = () => {
    time.ms += 1
    return time.iso()
  }
  const end = async () => {}
  switch (evidence) {
    case 'full':
      return { library, system: library, end }
    case 'sip2':
      return { library, system: new Sip2LikeLibrary(tables, library, arriving), end }
    case 'sip2-wire':
      return { library, system: sip2OverWire(tables, library, arriving), end }
    case 'koha':
    case 'koha-dated':
      return kohaOverHttp(tables, library, { now: time.iso, arriving, seed, isDated: evidence === 'koha-dated' })
  }
}
