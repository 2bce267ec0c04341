import { connect } from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hubAt } from '../../../commands/ask-hub.node.ts'
import { testAuthority, testCertificate, testServerName } from '../../connectors/sip2/tls.fixture.ts'
import { type Listening, listen } from '../listen.node.ts'
import { otherCertificate } from './other-certificate.fixture.ts'

let listening: Listening

beforeEach(async () => {
  listening = await listen(() => new Response('here'), 0, '127.0.0.1', testCertificate)
})

afterEach(() => listening.close())

/** One request by hand, to a name that no server of names knows. */
function ask(): Promise<{ readonly said: string; readonly trusted: boolean }> {
  return new Promise((resolve, reject) => {
    const to = { host: '127.0.0.1', port: listening.port, servername: testServerName, ca: testAuthority }
    const socket = connect({ ...to, rejectUnauthorized: false })
    let said = ''
    socket.on('secureConnect', () => socket.write(`GET / HTTP/1.1\r\nHost: ${testServerName}\r\nConnection: close\r\n\r\n`))
    socket.on('data', bytes => {
      said += bytes
    })
    socket.on('end', () => resolve({ said, trusted: socket.authorized }))
    socket.on('error', reject)
  })
}

test('[HB53] with a certificate it speaks HTTPS, and nothing else', async () => {
  const { said, trusted } = await ask()
  expect(trusted).toBe(true)
  expect(said).toMatch(/^HTTP\/1.1 200 .*here/s)
  await expect(fetch(`http://127.0.0.1:${listening.port}/`)).rejects.toThrow()
})

test('[HB53] a certificate that is renewed while it runs is the one of the next connection', async () => {
  listening.renew?.(otherCertificate)
  expect((await ask()).trusted).toBe(false)
  listening.renew?.(testCertificate)
  expect((await ask()).trusted).toBe(true)
})

test('[HB53] who works at the hub asks it where it listens, whatever name its certificate is for', async () => {
  const ask = hubAt(`https://127.0.0.1:${listening.port}`, 'a token')
  expect(await (await ask('/api/status')).text()).toBe('here')
  await listening.close()
  await expect(ask('/api/status')).rejects.toThrow(/^no hub answers at https:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\)$/)
})
