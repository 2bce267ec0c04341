import { expect, test } from 'vitest'
import type { Session } from '../../sync/station/session.ts'
import { isFree, mayComeByItself } from './new-version.ts'

const minute = 60_000
const idle: Session = {
  station: 'bus-1',
  branch: 'main',
  returnsOnly: false,
  recent: [],
  lines: [],
  lastActivity: '2026-11-17T07:40:00Z',
  activeAtMs: 0,
  serial: 0,
}
const visit = { visitId: 'v1', patronId: 'p1', card: 'C1', openedAt: '2026-11-17T07:40:00Z', overridden: [] }
const question = { about: 'whose', scan: { text: 'x', source: { device: 'wedge' } }, codes: [], choices: [], given: [] } as const
const staff = { staffId: 's1', name: 'N', role: 'staff' } as const

test('a newer version comes by itself at a quiet desk with nobody signed in, and only then', () => {
  expect(mayComeByItself(idle, undefined, minute)).toBe(true)
  expect(mayComeByItself(idle, 'sign-in', minute)).toBe(true)
  expect(mayComeByItself(idle, undefined, minute - 1)).toBe(false)
  expect(mayComeByItself({ ...idle, staff }, undefined, minute)).toBe(false)
})

test('it never comes in the middle of a patron, a question, a morning of returns, a task or a red screen', () => {
  const busy: Session[] = [
    { ...idle, visit },
    { ...idle, question },
    { ...idle, waiting: question.scan },
    { ...idle, returnsOnly: true },
    { ...idle, stopped: { kind: 'full', at: '2026-11-17T07:40:00Z' } },
  ]
  for (const session of busy) {
    expect(isFree(session, undefined)).toBe(false)
    expect(mayComeByItself(session, undefined, 60 * minute)).toBe(false)
  }
  expect(isFree(idle, 'search-patron')).toBe(false)
})

test('staff may take it with one touch between two patrons', () => {
  expect(isFree({ ...idle, staff }, undefined)).toBe(true)
})
