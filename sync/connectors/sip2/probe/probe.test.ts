import { expect, test } from 'vitest'
import { sip2Settings } from '../configuration.ts'
import { opener } from '../open-link.node.ts'
import { served, servedNow } from '../served.fixture.ts'
import { type ServerKindName, serverKinds } from '../server/server-kind.ts'
import { inWords, profileFrom } from './findings.ts'
import { probe } from './probe.ts'

async function probed(kind: ServerKindName, on = { barcode: 'X', card: 'card-Anna' }) {
  const { address, tables, running } = await served({ kind })
  const account = { user: 'bus', password: 'secret', branches: ['BUS'] }
  const settings = sip2Settings({ server: address, institution: 'PIKI', accounts: [account], profile: { answerMs: 1000 } })
  const said: string[] = []
  const findings = await probe(settings, opener(settings), { ...on, say: line => said.push(line), now: () => servedNow })
  return { findings, tables, running, said }
}

const kinds = Object.keys(serverKinds) as ServerKindName[]
const likes: Record<ServerKindName, string> = {
  'koha-4': 'koha-4',
  'koha-24': 'koha-24',
  'koha-25': 'koha-25',
  evergreen: 'evergreen',
  'evergreen-titles': 'evergreen',
  sample: 'unknown',
  plain: 'unknown',
  'no-block-dies': 'unknown',
}

test.each(kinds)('[SP20] a probe tells what kind of server it is: %s', async kind => {
  const { findings, tables, said } = await probed(kind)
  const profile = profileFrom(findings)
  expect(profile.like).toBe(likes[kind])
  expect(profile.lists ?? (profile.like === 'evergreen' ? 'unsaid' : 'barcodes')).toBe(serverKinds[kind].lists)
  expect(inWords(findings).join('\n')).toContain(findings.noBlock)
  // It leaves nothing behind.
  expect(await tables.loan('X')).toBeUndefined()
  expect(await tables.holdsOf('Anna')).toEqual([])
  expect(said.filter(line => line.includes('ATTENTION'))).toEqual([])
})

test('[SP20] no two kinds of server look alike to a probe', async () => {
  const seen = new Set<string>()
  for (const kind of kinds) {
    const { fingerprint: _, ...findings } = (await probed(kind)).findings
    seen.add(JSON.stringify(findings))
  }
  expect(seen.size).toBe(kinds.length)
})

test('[SP21] what a probe found out can be put into the settings as it is', async () => {
  const { findings } = await probed('koha-25')
  const profile = profileFrom(findings)
  const account = { user: 'bus', password: 'secret' }
  const input = { server: { over: 'tcp', host: 'h', port: 1 }, institution: 'P', accounts: [account], profile }
  expect(sip2Settings(JSON.parse(JSON.stringify(input))).profile).toMatchObject({
    noBlock: 'honours-due-date',
    lists: 'barcodes',
  })
})

test('[SP22] a probe writes nothing where item or card are not fit for trials, and says why', async () => {
  await expect(probed('koha-4', { barcode: 'nope', card: 'card-Anna' })).rejects.toThrow('does not know the item')
  await expect(probed('koha-4', { barcode: 'X', card: 'nobody' })).rejects.toThrow('does not know the card')
})
