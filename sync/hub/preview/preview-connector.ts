import type { Action } from '../../../circulation/evidence.ts'
import { numberKey } from '../../../circulation/numbers.ts'
import { builtinLibrary } from '../../connectors/builtin/builtin-library.ts'
import { type Connector, ConnectorError } from '../../connectors/connector.ts'
import { PreviewTables } from './preview-tables.ts'

/**
 * The library system as it would become, which shows what it is asked and takes writes that go nowhere. Of a system that tells no times nobody can
 * say how it would look after a write: asked for such an item again, it rejects, and the transaction stays undecided in the preview.
 */
export function previewConnector(real: Connector, zone: string): Connector {
  const { name, can } = real
  if (!can.knows.times) return showingOnly(real)
  return { ...builtinLibrary(new PreviewTables(real), { centsPerDay: 0, mostCents: 0, zone }), name, can }
}

function showingOnly(real: Connector): Connector {
  const written = new Set<string>()
  return {
    name: real.name,
    can: real.can,
    async itemEvidence(barcode) {
      if (written.has(numberKey(barcode))) throw new ConnectorError('rejected', `${barcode} would have been written by then`)
      return real.itemEvidence(barcode)
    },
    patronEvidence: card => real.patronEvidence(card),
    copiesOf: titleId => real.copiesOf(titleId),
    async apply(actions) {
      for (const barcode of actions.flatMap(barcodesOf)) written.add(numberKey(barcode))
    },
    wasApplied: async () => 'no',
  }
}

function barcodesOf(action: Action): readonly string[] {
  if (action.kind === 'restore-loan') return [action.loan.barcode]
  if (action.kind === 'record-scan') return [action.scan.barcode]
  return 'barcode' in action ? [action.barcode] : []
}
