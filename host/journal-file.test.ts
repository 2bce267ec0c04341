import { execFile } from 'node:child_process'
import { appendFile, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { journalFileContract } from './journal-file.contract.ts'
import { type DiskJournalFile, openJournalFile } from './journal-file.node.ts'

async function place() {
  const folder = await mkdtemp(join(tmpdir(), 'journal-file-'))
  const path = join(folder, 'deep', 'journal.ndjson')
  const opened: DiskJournalFile[] = []
  onTestFinished(async () => {
    await Promise.all(opened.map(file => file.close()))
    await rm(folder, { recursive: true })
  })
  const open = async () => {
    const file = openJournalFile(path)
    opened.push(file)
    return file
  }
  return { path, open, names: async () => (await readdir(join(folder, 'deep'))).sort() }
}

journalFileContract('a real file', place)

test('[JO12] every append is on the disk before it answers', async () => {
  const { open } = await place()
  const file = await open()
  await file.append(['one'])
  const before = file.syncs()
  await file.append(['two', 'three'])
  await file.append(['four'])
  expect(file.syncs() - before).toBe(2)
})

test('[JO12] a torn last line is cut and kept aside, each time under a new name', async () => {
  const { path, open, names } = await place()
  await (await open()).append(['one'])
  for (const torn of ['half', '{"at":']) {
    await appendFile(path, torn)
    expect(await (await open()).read()).toEqual(['one'])
  }
  expect(await names()).toEqual(['journal.ndjson', 'journal.ndjson.torn-1', 'journal.ndjson.torn-2'])
  expect(await readFile(`${path}.torn-2`, 'utf8')).toBe('{"at":')
  expect(await readFile(path, 'utf8')).toBe('one\n')
})

test('[JO12] a line appended unread behind a torn one does not run together with it', async () => {
  const { path, open } = await place()
  await (await open()).append(['one'])
  await appendFile(path, 'half')
  await (await open()).append(['two'])
  expect(await readFile(path, 'utf8')).toBe('one\ntwo\n')
})

test('[JO12] a rewrite keeps the old bytes, also those that are no text', async () => {
  const { path, open, names } = await place()
  await (await open()).append(['one', 'two'])
  const bytes = Buffer.from([...(await readFile(path)), 0xff, 0xfe, 0x0a])
  await writeFile(path, bytes)
  const file = await open()
  expect(await file.read()).toHaveLength(3)
  await file.rewrite(['one', 'two'])
  expect(await names()).toEqual(['journal.ndjson', 'journal.ndjson.replaced-1'])
  expect(await readFile(`${path}.replaced-1`)).toEqual(bytes)
  expect(await readFile(path, 'utf8')).toBe('one\ntwo\n')
})

test('[JO12] a line with a line feed in it is refused before anything is written', async () => {
  const { open } = await place()
  const file = await open()
  await expect(file.append(['one\ntwo'])).rejects.toThrow(TypeError)
  await file.append(['three'])
  expect(await file.read()).toEqual(['three'])
})

test('[JO12] a write that stops half way leaves nothing behind: the next line follows the last whole one', async () => {
  const { path, open } = await place()
  await (await open()).append(['x'.repeat(99)])
  const program = `
    import { openJournalFile } from ${JSON.stringify(new URL('./journal-file.node.ts', import.meta.url).href)}
    const file = openJournalFile(${JSON.stringify(path)})
    const refused = await file.append(['y'.repeat(5000)]).then(() => 'written', error => error.code)
    await file.append(['z'.repeat(99)])
    await file.close()
    console.log(refused)
  `
  // The shell's limit makes a real file too big in the middle of a write, as a full disk would.
  const script = 'ulimit -f 4; exec "$0" --import tsx --input-type=module -e "$1"'
  const { stdout } = await promisify(execFile)('sh', ['-c', script, process.execPath, program], { cwd: import.meta.dirname })
  expect(stdout.trim()).toBe('EFBIG')
  expect(await readFile(path, 'utf8')).toBe(`${'x'.repeat(99)}\n${'z'.repeat(99)}\n`)
})

test('[JO12] a file of any length is read in parts, with lines that are longer than a part and without those that are known', async () => {
  const { path, open } = await place()
  const lines = ['a', 'ä'.repeat(5_000_000), '', ...Array.from({ length: 3000 }, (_, at) => `${at} ${'x'.repeat(at)}`), 'last']
  await (await open()).append(lines)
  await appendFile(path, 'half an app')
  const file = await open()
  for (const skip of [0, 1, 2, 3, 700, lines.length, lines.length + 5]) {
    const read: string[] = []
    let most = 0
    const count = await file.readInParts(skip, async part => {
      read.push(...part)
      most = Math.max(most, part.length)
    })
    expect(count).toBe(lines.length)
    expect(read).toEqual(lines.slice(skip))
    expect(most).toBeLessThan(lines.length - 1)
  }
})

test('[JO16] what is forgotten stands nowhere any more; what mending kept goes when it is 30 days old, and not before', async () => {
  const { open, path, names } = await place()
  const file = await open()
  await file.append(['somebody'])
  await file.rewrite(['somebody', 'else'])
  await file.rewrite(['somebody', 'other'])
  expect(await names()).toEqual(['journal.ndjson', 'journal.ndjson.replaced-1', 'journal.ndjson.replaced-2'])
  const longAgo = new Date(Date.now() - 31 * 24 * 3_600_000)
  await utimes(`${path}.replaced-1`, longAgo, longAgo)
  await file.forget(['nobody'])
  expect(await names()).toEqual(['journal.ndjson', 'journal.ndjson.replaced-2'])
  expect(await readFile(path, 'utf8')).toBe('nobody\n')
})
