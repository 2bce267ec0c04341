import type { Action } from '../../../circulation/evidence.ts'
import { ConnectorError } from '../connector.ts'
import type { Files } from './item-file.ts'

/** What is paid is owed no more; what was never paid is owed again. Nobody pays more than is owed. */
export async function writePayment(
  files: Files,
  { kind, patronId, cents }: Extract<Action, { kind: 'pay-fees' | 'void-payment' }>,
): Promise<void> {
  const owed = await files.owes(patronId)
  if (owed === undefined) throw new ConnectorError('rejected', `no patron has the id ${patronId}`)
  if (kind === 'pay-fees' && cents > owed) throw new ConnectorError('rejected', 'more is paid than is owed')
  files.charge(patronId, kind === 'pay-fees' ? -cents : cents)
}
