import { expect, test } from 'vitest'
import { check } from './architecture/check.ts'
import { readTree } from './architecture/read-tree.node.ts'
import { exceptions } from './architecture/rules.ts'
import { missingTests, unknownRules } from './architecture/spec-rules.ts'

const root = import.meta.dirname
const sources = readTree(root, /\.(tsx?|mjs|css)$/)

test('imports follow the arrows, files are short, names speak, no test is switched off', () => {
  expect(check(sources)).toEqual([])
})

test('every exception to the arrows has a reason', () => {
  expect(Object.entries(exceptions).filter(([, { why }]) => why.length < 10)).toEqual([])
})

const specs = readTree(root, /^SPEC\.md$/)
const tests = new Map([...sources].filter(([path]) => /\.(test|contract)\.tsx?$/.test(path)))

test('every rule of a SPEC.md has a test whose title begins with its id', () => {
  expect(missingTests(specs, tests)).toEqual([])
})

test('every id that begins the title of a test is a rule of a SPEC.md', () => {
  expect(unknownRules(specs, tests)).toEqual([])
})
