import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'
import type { OutcomeNote, ReplayChoice, ReplayQuestion } from '../../circulation/outcome.ts'
import { type OverrideReason, refusals } from '../../circulation/refusals.ts'
import { commandBarcodes } from '../../sync/station/command-barcodes.ts'
import { deskKeys } from '../../sync/station/desk-words.ts'
import type { Question } from '../../sync/station/session.ts'
import en from './en.json' with { type: 'json' }
import fi from './fi.json' with { type: 'json' }
import sv from './sv.json' with { type: 'json' }

type Texts = Readonly<Record<string, Readonly<Record<string, string>>>>
const languages: Readonly<Record<string, Texts>> = { fi, sv, en }
const keysOf = (texts: Texts): string[] =>
  Object.entries(texts).flatMap(([part, words]) => Object.keys(words).map(key => `${part}.${key}`))
const known = new Set(keysOf(fi))
const isKnown = (key: string): boolean => known.has(key) || (known.has(`${key}_one`) && known.has(`${key}_other`))
const missing = (keys: readonly string[]): string[] => keys.filter(key => !isKnown(key))

test('the three languages have the same keys, and none is empty', () => {
  for (const texts of [sv, en]) expect(keysOf(texts)).toEqual(keysOf(fi))
  for (const texts of Object.values(languages))
    for (const [part, words] of Object.entries(texts))
      for (const [key, text] of Object.entries(words)) expect(text, `${part}.${key}`).not.toBe('')
})

test('a sentence has the same values in every language', () => {
  const values = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1]).sort()
  const differing = keysOf(fi).filter(path => {
    const [part, key] = [path.slice(0, path.indexOf('.')), path.slice(path.indexOf('.') + 1)]
    const [first, ...others] = Object.values(languages).map(texts => JSON.stringify(values(texts[part]![key]!)))
    return others.some(other => other !== first)
  })
  expect(differing).toEqual([])
})

test('the desk can be said: every sentence of the session, every refusal with what to do, every reason', () => {
  const reasons: Record<OverrideReason, true> = {
    'agreed-with-office': true,
    'card-renewed-here': true,
    'paid-or-agreed': true,
    'holder-agrees': true,
    'other-copy-on-board': true,
    'found-here': true,
    'lend-anyway': true,
    'family-member': true,
  }
  const about: Record<Question['about'], true> = {
    override: true,
    'own-loan': true,
    'lend-to-open-patron': true,
    'card-or-item': true,
    whose: true,
    'unknown-number': true,
    undo: true,
    'on-pad': true,
  }
  expect(missing(deskKeys)).toEqual([])
  expect(missing(Object.keys(refusals).flatMap(code => [`refusal.${code}`, `advice.${code}`]))).toEqual([])
  expect(missing(Object.keys(reasons).map(reason => `reason.${reason}`))).toEqual([])
  expect(missing(Object.keys(about).map(each => `question-word.${each}`))).toEqual([])
  expect(missing(Object.keys(commandBarcodes).map(command => `command.${command.slice(2).toLowerCase()}`))).toEqual([])
})

test('an outcome can be said: notes, questions and choices of the replay', () => {
  const notes: Record<OutcomeNote['code'], true> = {
    'was-not-on-loan': true,
    'newer-loan-kept': true,
    'taken-from-earlier-loan': true,
    'hold-caught': true,
    'hold-filled': true,
    'hold-put-back': true,
    'hold-gone': true,
    'found-again': true,
    'card-replaced': true,
    'block-newer-than-register': true,
    'due-date-differs': true,
    'promise-broken': true,
    'fee-reversed': true,
    'erased-before-upload': true,
    'renewal-void': true,
    'loan-may-be-newer': true,
    moved: true,
    'fee-to-check': true,
    'holds-to-check': true,
    'hold-asked-late': true,
    'branch-differs': true,
    'loan-not-recorded': true,
    'written-off': true,
    'left-as-is': true,
    'entered-by-hand': true,
    'decided-meanwhile': true,
    'item-added': true,
    'in-koc-file': true,
    'trace-stays': true,
    'marked-missing': true,
    'marked-claimed': true,
    'mark-by-hand': true,
  }
  const questions: Record<ReplayQuestion, true> = {
    'unknown-item': true,
    'unknown-patron': true,
    'order-unclear': true,
    unreadable: true,
    'item-withdrawn': true,
    'not-for-loan': true,
    'age-limit-overlooked': true,
    'undo-not-exact': true,
    fork: true,
    'system-error': true,
    'hold-refused': true,
    'payment-over': true,
    'payment-unclear': true,
    'payment-refused': true,
    'payment-seems-made': true,
    'kept-for-another': true,
    'declared-lost': true,
    confirm: true,
  }
  const choices: Record<ReplayChoice, true> = {
    'look-for-it': true,
    'lend-to-patron': true,
    'keep-newer-loan': true,
    'take-back': true,
    'as-before': true,
    'done-by-hand': true,
    'quick-add': true,
    'correct-barcode': true,
    'correct-card': true,
    'write-off': true,
    'try-again': true,
    'lend-anyway': true,
    'leave-as-is': true,
    'as-recommended': true,
  }
  expect(missing(Object.keys(notes).flatMap(code => [`note.${code}`, `todo.${code}`]))).toEqual([])
  expect(missing(Object.keys(questions).flatMap(code => [`question.${code}`, `question-why.${code}`]))).toEqual([])
  expect(missing(Object.keys(choices).flatMap(choice => [`replay-choice.${choice}`, `choice-does.${choice}`]))).toEqual([])
  const notTaken = ['not-on-offer', 'system-rejected', 'another-entry', 'answered-otherwise']
  expect(missing(notTaken.map(code => `not-taken.${code}`))).toEqual([])
})

const renderer = join(import.meta.dirname, '..')
const sources = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter(path => /\.tsx?$/.test(path) && !/\.test\.|^showcase/.test(path.replaceAll('\\', '/')))
  .map(path => ({ path, text: readFileSync(join(renderer, path), 'utf8') }))

test('every key that the code says stands in the texts', () => {
  const said = sources.flatMap(({ text }) => [...text.matchAll(/\bt\(\s*'([^']+)'/g)].map(match => match[1]!))
  const chosen = sources.flatMap(({ text }) =>
    [...text.matchAll(/\? '([a-z-]+\.[a-z-]+)' : '([a-z-]+\.[a-z-]+)'/g)].flatMap(match => [match[1]!, match[2]!]),
  )
  const begun = sources.flatMap(({ text }) =>
    [...text.matchAll(/\bt\(\s*`([a-z-]+)\.([\w-]*)\$\{/g)].map(match => `${match[1]}.${match[2]}`),
  )
  expect(said.length).toBeGreaterThan(100)
  expect(missing([...said, ...chosen])).toEqual([])
  expect(begun.filter(start => ![...known].some(key => key.startsWith(start)))).toEqual([])
})

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}
const forPeople = ['title', 'placeholder', 'alt', 'label', 'aria-label', 'words', 'word', 'note', 'empty', 'cap']
const notWords = /^[\s\d.,:;–…×⌫()/·]*$|^(Esc|F\d+|Pysäkki)$/

test('no sentence for people stands in the code', () => {
  const found: string[] = []
  for (const { path, text } of sources.filter(source => source.path.endsWith('.tsx'))) {
    const visit = (node: Node): void => {
      if (node.type === 'JSXText' && !notWords.test(String(node.value).trim()))
        found.push(`${path}: ${String(node.value).trim()}`)
      const name = node.type === 'JSXAttribute' ? String((node.name as { name?: unknown }).name) : ''
      const value = node.value as Node | null | undefined
      if (forPeople.includes(name) && value?.type === 'Literal' && !notWords.test(String(value.value)))
        found.push(`${path}: ${name}=${value.value}`)
      for (const child of Object.values(node))
        for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) visit(one)
    }
    visit(parseSync(path, text).program as unknown as Node)
  }
  expect(found).toEqual([])
})

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
