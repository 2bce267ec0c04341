import { expect, test } from 'vitest'
import { type AnyMessage, type Message, textIn, textsIn } from './codec/message.ts'
import { readMessages } from './codec/read-message.ts'
import { profiles } from './profile.ts'
import { isKnownPatron, itemSeen, patronBy, patronSeen } from './seen-in-answers.ts'
import { isWhole } from './session/conversation.ts'
import recorded from './vectors/sip2_real.json' with { type: 'json' }

/** Every answer that three real servers gave, by the name of the conversation. */
function answers(name: string, code: string): AnyMessage[] {
  const steps = recorded.find(one => one.name === name)!.steps as { direction?: string; hex?: string }[]
  return steps.flatMap(({ direction, hex }) => {
    const bytes = Uint8Array.from(hex?.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
    const [read] = readMessages(
      bytes.filter(byte => byte !== 10 && byte !== 13),
      'utf8',
    )
    return direction === 'from-server' && read?.kind === 'message' && read.message.code === code ? [read.message] : []
  })
}

const zone = 'Europe/Helsinki'

function items(name: string, profile: keyof typeof profiles) {
  const seen = (answers(name, '18') as Message<'18'>[]).map(answer => itemSeen(answer, profiles[profile], zone))
  return seen.map(one => (one ? [one.status, one.dueOn, one.place].filter(Boolean).join(' ') : 'unknown'))
}

test('[SP19] how items stand at three real servers', () => {
  expect(items('1-opencip-sample-basic', 'unknown')).toEqual(['in-house', 'unknown', 'in-house'])
  expect(new Set(items('2-koha-basic', 'koha-4'))).toEqual(new Set(['in-house', 'unknown']))
  expect(items('3-evergreen-basic', 'evergreen')).toEqual(['in-house BM1', 'unknown', 'on-loan 2026-11-29', 'in-transit'])
  const [koha] = answers('2-koha-basic', '18').filter(answer => textIn(answer, 'AJ')?.includes('|'))
  expect(koha && textIn(koha, 'AJ')).toBe('A|B pipe in title')
})

test('[SP19] who is known and blocked at three real servers, and what their lists hold', () => {
  for (const name of ['1-opencip-sample-basic', '2-koha-basic', '3-evergreen-basic']) {
    const all = answers(name, '24') as Message<'24'>[]
    expect(all.filter(answer => textIn(answer, 'AA') === 'nobody').map(isKnownPatron)).toEqual([false])
    expect(all.filter(isKnownPatron).length).toBeGreaterThan(0)
  }
  const koha = (answers('2-koha-basic', '64') as Message<'64'>[]).at(-1)!
  expect(patronSeen(koha, textsIn(koha, 'AU'), [])).toEqual({
    items: ['39000000000001', '39000000000004', '39000000000007'],
    ready: [],
    holds: 0,
  })
  const evergreen = (answers('3-evergreen-basic', '64') as Message<'64'>[])[0]!
  expect(patronSeen(evergreen, undefined, undefined)).toEqual({ holds: 6, feesCents: 0 })
  expect(patronBy(evergreen, '99999373998', undefined, '2026-11-22')).toMatchObject({
    patronId: '99999373998',
    blocks: [],
    feesCents: 0,
  })
})

test('[SP19] no answer of a real server is taken for one that means nothing', () => {
  const all = recorded.flatMap(({ name }) =>
    ['10', '12', '16', '18', '24', '30', '36', '38', '64', '66', '98'].flatMap(code => answers(name, code)),
  )
  expect(all.length).toBeGreaterThan(80)
  expect(all.filter(answer => !isWhole(answer))).toEqual([])
})
