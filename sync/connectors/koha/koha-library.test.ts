import { connectorContract } from '../connector.contract.ts'
import { servedKoha } from './testing/served-koha.ts'

for (const release of ['newest', 'older', 'narrow'] as const)
  connectorContract(`Koha, ${release} release`, async () => {
    const { connector, connect } = await servedKoha({ release })
    return { connector, again: async () => connect() }
  })

connectorContract('Koha with a name and a password', async () => {
  const { connector, connect } = await servedKoha({
    settings: { login: { by: 'basic', user: 'bus', password: 'koha-secret' } },
  })
  return { connector, again: async () => connect() }
})
