import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readCarried, writeCarried } from './carried-files.node.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'pysakki-carried-'))

test('[CA8] a file is there whole under its name, an earlier one is replaced, and nothing else is left', async () => {
  const stick = folder()
  const path = join(stick, 'bus-1.pysakki')
  writeFileSync(path, 'an earlier day')
  await writeCarried(path, 'åäö\n')
  expect(readFileSync(path, 'utf8')).toBe('åäö\n')
  expect(readdirSync(stick)).toEqual(['bus-1.pysakki'])
  expect(await readCarried(path)).toEqual({ name: 'bus-1.pysakki', text: 'åäö\n' })
})

test('[CA8] where it cannot be written, the reason is given and what was there stays', async () => {
  await expect(writeCarried(join(folder(), 'gone', 'bus-1.pysakki'), 'x')).rejects.toMatchObject({ code: 'ENOENT' })
  const stick = folder()
  await expect(writeCarried(stick, 'a folder stands there')).rejects.toThrow()
  expect(readdirSync(stick)).toEqual([])
  await expect(readCarried(join(stick, 'nothing'))).rejects.toMatchObject({ code: 'ENOENT' })
})
