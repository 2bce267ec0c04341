import { probeKoha } from '../sync/connectors/koha/probe.ts'
import { readKohaSettings } from './koha-settings.node.ts'

/** Says, a line each, what a Koha offers and what is missing. Rejects where a hub could not work on it. */
export async function probeLines(file: string, now: () => string): Promise<readonly string[]> {
  const { koha, sip2 } = readKohaSettings(file, process.env)
  const { found, wrong } = await probeKoha(koha, { now })
  const back = sip2
    ? 'returns: over SIP2; probe that server too (npm run hub -- probe --sip2 FILE ...)'
    : 'returns: none, for the settings name no sip2File: every return will wait for a person'
  if (wrong.length > 0) throw new Error([...found, back, ...wrong.map(line => `WRONG: ${line}`)].join('\n'))
  return [...found, back]
}
