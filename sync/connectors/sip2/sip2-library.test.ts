import { connectorContract } from '../connector.contract.ts'
import { served } from './served.fixture.ts'

for (const way of ['tcp', 'tls', 'telnet', 'http'] as const)
  connectorContract(`SIP2 over ${way}`, async () => {
    const { connector, connect } = await served({ way })
    return { connector, again: async () => connect() }
  })

connectorContract('SIP2, an old Koha', async () => {
  const { connector, connect } = await served({ kind: 'koha-4' })
  return { connector, again: async () => connect() }
})

connectorContract('SIP2, a server of which nothing is known', async () => {
  const { connector, connect } = await served({ kind: 'koha-24', profile: { like: 'unknown', answerMs: 2000 } })
  return { connector, again: async () => connect() }
})
