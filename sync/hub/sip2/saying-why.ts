import { type Connector, ConnectorError } from '../../connectors/connector.ts'

/** The connector; why the library system cannot be reached is told once for each reason, and that it can be again. */
export function sayingWhy(connector: Connector, say: (line: string) => void): Connector {
  let told: string | undefined
  const heard = async <T>(asked: Promise<T>): Promise<T> => {
    try {
      const answer = await asked
      if (told !== undefined) say('the library system answers again')
      told = undefined
      return answer
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'unreachable') {
        const why = error.message.replace(/^waiting before the next try: /, '')
        if (why !== told) say(`nothing is written into the library system for now: ${why}`)
        told = why
      }
      throw error
    }
  }
  return {
    name: connector.name,
    can: connector.can,
    copiesOf: titleId => connector.copiesOf(titleId),
    wasApplied: mark => connector.wasApplied(mark),
    itemEvidence: barcode => heard(connector.itemEvidence(barcode)),
    patronEvidence: card => heard(connector.patronEvidence(card)),
    apply: (actions, mark) => heard(connector.apply(actions, mark)),
  }
}
