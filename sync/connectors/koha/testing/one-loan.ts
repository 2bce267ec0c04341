import type { Action } from '../../../../circulation/evidence.ts'
import type { Heard } from './contract-server.ts'

/** When Anna borrows X. */
export const at = '2026-11-17T10:00:00Z'

export const lend: Extract<Action, { kind: 'begin-loan' }> = {
  kind: 'begin-loan',
  barcode: 'X',
  patronId: 'Anna',
  at,
  dueOn: '2026-12-15',
  branch: 'BUS',
}

/** How often something was sent to that path. */
export const posts = (heard: readonly Heard[], what: string) => heard.filter(({ name }) => name === `POST ${what}`).length
