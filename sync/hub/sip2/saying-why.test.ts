import { expect, test } from 'vitest'
import { type Connector, ConnectorError } from '../../connectors/connector.ts'
import { sayingWhy } from './saying-why.ts'

test('[SP18] why nothing is written is told once for each reason, and when it is over', async () => {
  const said: string[] = []
  const answers = [
    'the login was refused',
    'waiting before the next try: the login was refused',
    'the server has changed',
    '',
    '',
  ]
  const asked = {
    async itemEvidence() {
      const why = answers.shift()
      if (why) throw new ConnectorError('unreachable', why)
      return {}
    },
  } as unknown as Connector
  const connector = sayingWhy(asked, line => said.push(line))
  for (let tries = 0; tries < 5; tries++) await connector.itemEvidence('X').catch(() => undefined)
  expect(said).toEqual([
    'nothing is written into the library system for now: the login was refused',
    'nothing is written into the library system for now: the server has changed',
    'the library system answers again',
  ])
})
