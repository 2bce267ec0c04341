import { writeFileSync } from 'node:fs'
import { opener } from '../sync/connectors/sip2/open-link.node.ts'
import { inWords, profileFrom } from '../sync/connectors/sip2/probe/findings.ts'
import { probe } from '../sync/connectors/sip2/probe/probe.ts'
import { readSip2Settings } from './sip2-settings.node.ts'

export interface ProbeFlags {
  readonly sip2?: string | undefined
  readonly item?: string | undefined
  readonly card?: string | undefined
  readonly out?: string | undefined
}

/** Finds out what a SIP2 server does and prints the profile for the settings. Throws an `Error` that says why it could not. */
export async function probeSip2({ sip2, item, card, out }: ProbeFlags): Promise<void> {
  if (sip2 === undefined || item === undefined || card === undefined)
    throw new Error(
      'npm run hub -- probe --sip2 FILE --item BARCODE --card CARD [--out FILE]: an item and a card that the library keeps for trials',
    )
  const settings = readSip2Settings(sip2, process.env)
  const say = (line: string) => console.error(line)
  const findings = await probe(settings, opener(settings), { barcode: item, card, say, now: () => new Date().toISOString() })
  const profile = JSON.stringify(profileFrom(findings), null, 2)
  console.log([...inWords(findings), '', 'to put into the settings as "profile":', profile].join('\n'))
  if (out !== undefined) writeFileSync(out, `${profile}\n`)
}
