import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { longestLine } from '../codec/split-lines.ts'
import { served } from '../served.fixture.ts'

const login = '9300CNbus|COsecret|\r'

/** What a server has said to these bytes by the time it hangs up. */
async function lastWords(port: number, ...parts: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let said = ''
  socket.on('data', bytes => (said += bytes.toString('latin1')))
  await new Promise<void>(resolve => {
    socket.on('error', () => resolve())
    socket.on('close', () => resolve())
    for (const part of parts) socket.write(part)
  })
  return said
}

/** What a server says first. */
async function firstWords(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const said = await new Promise<string>((resolve, reject) => {
    socket.on('data', come => resolve(come.toString('latin1')))
    socket.on('error', reject)
    socket.write(bytes)
  })
  socket.destroy()
  return said
}

describe('a SIP2 server of ours', () => {
  test.each([
    ['a message that it does not know', '55nonsense|\r'],
    ['what is no message', '\u0000\u0001zz||\r'],
    ['a message without its fixed part', '11YN2026\r'],
  ])('[SP33] hangs up on %s, as real ones do, and serves the next', async (_, bytes) => {
    const { running, tables } = await served()
    expect(await lastWords(running.port, login, bytes)).toBe('941\r\n')
    expect(await tables.loan('X')).toBeUndefined()
    expect(await firstWords(running.port, login)).toBe('941\r\n')
  })

  test('[SP33] what is longer than any message is not carried out', async () => {
    const { running, tables } = await served()
    const begun = `11YN20261118    12000020261202    120000AOPIKI|AAcard-Anna|ABX|ZZ${'x'.repeat(longestLine)}\r`
    await lastWords(running.port, login, begun)
    expect(await tables.loan('X')).toBeUndefined()
  })

  test('[SP33] whoever asks more at once than anybody does is hung up on', async () => {
    const { running } = await served()
    await lastWords(running.port, login, '9900802.00\r'.repeat(20_000))
    expect(running.heard()).toBeLessThanOrEqual(1000)
  })
})
