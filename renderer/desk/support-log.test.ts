import { expect, test } from 'vitest'
import { supportLog } from './support-log.ts'

const message = `cannot read "Aino Virtanen" of card 2001445566 and 'Muumipappa'`
const stack = `TypeError: cannot read "Aino Virtanen"
    at PatronPanel (http://127.0.0.1:4760/assets/index-a1.js?x=1#token=geheim:10:22)
    at OpenPatron (app://desk/assets/index-a1.js:4:2)`

test('a log says where it broke, and nothing of anybody', () => {
  const log = supportLog({ message, stack }, 'Chromium')
  expect(log).toContain('at PatronPanel (index-a1.js:10:22)')
  expect(log).toContain('at OpenPatron (index-a1.js:4:2)')
  for (const secret of ['Aino', 'Virtanen', '2001445566', 'Muumipappa', 'geheim', '4760']) expect(log).not.toContain(secret)
  expect(log).toContain('cannot read … of card … and …')
})

test.each([
  'Virtanen Aino not found',
  'no patron PYS0000012',
  'Fatima Abdirahmaan: undefined is not a function',
  'duplicate key (Šuoŋŋil, Biret-Ánne)',
])('a name or a card without quotes goes too: %s', message => {
  const log = supportLog({ message, stack: '' }, 'Chromium')
  for (const secret of ['Virtanen', 'Aino', 'PYS0000012', 'Fatima', 'Abdirahmaan', 'uoŋŋil', 'Biret'])
    expect(log).not.toContain(secret)
})
