import { automaticLadder, cautiousLadder, type Ladder } from '../../../circulation/replay-ladder.ts'
import type { Connector } from '../../connectors/connector.ts'

/** Where a library begins that has changed nothing: only the hub's own library system is known from inside. */
export function defaultLadder({ name }: Pick<Connector, 'name'>): Ladder {
  return name === 'builtin' ? automaticLadder : cautiousLadder
}
