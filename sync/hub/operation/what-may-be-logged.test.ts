import { expect, test } from 'vitest'
import { ConnectorError } from '../../connectors/connector.ts'
import { FolderTaken } from '../folder-lock.node.ts'
import { loggedError, withoutNumbers } from './what-may-be-logged.ts'

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

test('[HB52] of an error its class, kind and place are logged, also of what caused it; what it quotes is not', () => {
  const cause = thrownBy(() => JSON.parse('{"cardnumber": Virtanen 2000123456}'))
  expect(String(cause)).toContain('Virtanen')
  const error = new ConnectorError('rejected', 'Koha does not lend 853N00000017 to Virtanen, Aino', { cause })
  const logged = loggedError(error)
  expect(logged).toMatchObject({ name: 'ConnectorError', kind: 'rejected', cause: { name: 'SyntaxError' } })
  expect(logged.at?.[0]).toContain('what-may-be-logged.test.ts')
  expect(JSON.stringify(logged)).not.toMatch(/Virtanen|Aino|853N|2000123456/)
})

test('[HB52] a message of several lines, a code that is a sentence, something thrown that is no error: nothing of them is logged', () => {
  const error = Object.assign(new Error('first\n    at Virtanen, Aino'), { code: 'no such patron Virtanen', kind: 12345 })
  expect(JSON.stringify(loggedError(error))).not.toContain('Virtanen')
  expect(loggedError('Virtanen')).toEqual({ name: 'string' })
  expect(loggedError(Object.assign(new Error('x'), { code: '23505', status: 503 }))).toMatchObject({ code: '23505', status: 503 })
})

test('[HB52] what speaks of the house alone keeps its words; numbers that could be a card’s are cut out', () => {
  expect(loggedError(new FolderTaken('/var/lib/pysakki')).message).toContain('another hub works in /var/lib/pysakki')
  expect(withoutNumbers('line 12: the card 2000123456 of "Virtanen" stands twice')).toBe(
    'line 12: the card … of "…" stands twice',
  )
  expect(
    withoutNumbers('listen EADDRINUSE: address already in use 127.0.0.1:48080, [::1]:48081, localhost:48082, card:2000123456'),
  ).toBe('listen EADDRINUSE: address already in use 127.0.0.1:48080, [::1]:48081, localhost:48082, card:…')
})
