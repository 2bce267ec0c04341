import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chainOf } from '../../journal/journal.fixture.ts'
import { protocolVersion } from '../../protocol/messages.ts'
import { homeHub } from './home-hub.ts'

const taken: string[] = []
let protocol = 7
const server = createServer((request, response) => {
  response.setHeader('Content-Type', 'application/json')
  const time = new Date().toISOString()
  if (request.url === '/api/hello')
    return void response.end(JSON.stringify({ protocol, library: 'L', environment: 'test', time, registerVersion: 1 }))
  taken.push(request.url!)
  response.end(JSON.stringify({ epoch: '1-aa', sequence: 1, hash: '0'.repeat(64) }))
})
beforeAll(() => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => new Promise(resolve => server.close(resolve)))

test('[UP15] an older hub at home is not passed what it cannot read; renewed, it is', async () => {
  const home = homeHub({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 't', fetch })
  const entries = chainOf('A')
  await home.hello()
  await expect(home.pass('bus-1', '1-aa', entries)).rejects.toMatchObject({ kind: 'rejected', message: /update it/ })
  expect(taken).toEqual([])
  await home.pass(
    'bus-1',
    '1-aa',
    entries.map(entry => ({ ...entry, format: 4 })),
  )
  protocol = protocolVersion
  await home.hello()
  await home.pass('bus-1', '1-aa', entries)
  expect(taken).toHaveLength(2)
})
