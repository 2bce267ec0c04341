import type { HubLog } from '../hub-log.ts'
import type { LogLine } from '../log-line.ts'
import type { PersonKeys } from './person-keys.ts'
import { type Seal, sealPersons } from './sealed-json.ts'
import { sealedPayload } from './sealed-payload.ts'

/** The log, and the database behind it, with whom transactions were about sealed under the key of the day on which it is written. */
export function sealingLog(log: HubLog, keys: Pick<PersonKeys, 'ready'>): HubLog {
  return {
    async record(what) {
      const seal = await keys.ready()
      if (typeof what !== 'function') return log.record(sealedLine(what, seal))
      return log.record(async () => {
        const line = await what()
        return line && sealedLine(line, seal)
      })
    },
  }
}

/** What replay writes down; rows of the library itself are the library system's, and stand as they are. */
function sealedLine(line: LogLine, seal: Seal): LogLine {
  const sealed = <Value>(value: Value) => sealPersons(value, seal) as Value
  switch (line.type) {
    case 'uploaded':
      return { ...line, entries: line.entries.map(entry => ({ ...entry, payload: sealedPayload(entry, seal) })) }
    case 'kept-longer': {
      const entries = line.entries.map(entry => ({ ...entry, payload: sealedPayload(entry, seal) }))
      return { ...line, entries, marks: sealed(line.marks), held: sealed(line.held) }
    }
    case 'sending':
    case 'outcome':
    case 'told-by-home':
    case 'brake-held':
    case 'shadowed':
      return sealed(line)
    default:
      return line
  }
}
