import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Bridge, type CallName, type Crossed, calls, type Request } from './calls.ts'
import { journalFileContract } from './journal-file.contract.ts'
import { type DiskJournalFile, openJournalFile } from './journal-file.node.ts'
import { charactersAtOnce, JournalInPieces, linesAtOnce, piecesOf } from './journal-in-pieces.ts'
import { journalFileOverBridge } from './over-bridge.ts'

/** A real file behind the same checks that a window's calls go through. `lose` ends the window after so many calls. */
async function place() {
  const folder = await mkdtemp(join(tmpdir(), 'journal-pieces-'))
  const opened: DiskJournalFile[] = []
  onTestFinished(async () => {
    await Promise.all(opened.map(file => file.close()))
    await rm(folder, { recursive: true })
  })
  let left = Number.POSITIVE_INFINITY
  const window = () => {
    const file = openJournalFile(join(folder, 'journal.jsonl'))
    opened.push(file)
    return windowOn(new JournalInPieces(file))
  }
  const windowOn = (main: JournalInPieces) => {
    const call = async (name: CallName, request: unknown): Promise<Crossed<never>> => {
      if (left-- <= 0) return { ok: false, kind: 'lost', message: 'the window is gone' }
      const read = calls[name].request.safeParse(request)
      if (!read.success) return { ok: false, kind: 'request', message: read.error.message }
      try {
        const value =
          name === 'journal-read'
            ? await main.read((read.data as Request<'journal-read'>).from)
            : await main.write(name === 'journal-append' ? 'append' : 'rewrite', read.data as Request<'journal-append'>)
        if (name === 'journal-read') calls[name].answer.parse(value)
        return { ok: true, value: value as never }
      } catch (error) {
        return { ok: false, kind: 'failed', message: String(error) }
      }
    }
    return journalFileOverBridge({ call, on: () => () => {} } as Bridge)
  }
  return {
    folder,
    window,
    windowOn,
    open: async () => window(),
    lose: (after: number) => {
      left = after
    },
  }
}

journalFileContract('a file behind a window', place)

const long = Array.from({ length: 120_500 }, (_, number) => `{"line":${number}}`)

test('[JO12] more than 100 000 lines are appended, read and mended through the window, in one act each', async () => {
  const { window } = await place()
  const file = window()
  await file.append(long)
  await file.append(['after'])
  expect(await file.read()).toEqual([...long, 'after'])
  const mended = long.map(line => line.replace('line', 'mended'))
  await file.rewrite(mended)
  expect(await window().read()).toEqual(mended)
}, 60_000)

test.each(['append', 'rewrite'] as const)(
  '[JO12] a window lost in the middle of a long %s leaves the file as it was',
  async how => {
    const { folder, window, lose, windowOn } = await place()
    await window().append(['one', 'two'])
    const disk = openJournalFile(join(folder, 'journal.jsonl'))
    const main = new JournalInPieces(disk)
    onTestFinished(() => disk.close())
    lose(7)
    await expect(windowOn(main)[how](long)).rejects.toThrow('gone')
    expect(await readFile(join(folder, 'journal.jsonl'), 'utf8')).toBe('one\ntwo\n')
    expect((await readdir(folder)).filter(name => name.endsWith('.new'))).toEqual([])
    // The next window on the same main process begins anew.
    lose(Number.POSITIVE_INFINITY)
    const next = windowOn(main)
    await next.append(['three'])
    expect(await next.read()).toEqual(['one', 'two', 'three'])
  },
  60_000,
)

test('[JO12] a piece that does not follow is refused, and nothing of its run is written', async () => {
  const { folder } = await place()
  const disk = openJournalFile(join(folder, 'journal.jsonl'))
  onTestFinished(() => disk.close())
  const main = new JournalInPieces(disk)
  await main.write('append', { from: 0, lines: ['one'], last: false })
  await expect(main.write('append', { from: 2, lines: ['three'], last: true })).rejects.toThrow('does not follow')
  await main.write('append', { from: 0, lines: ['one'], last: false })
  await expect(main.write('rewrite', { from: 1, lines: ['two'], last: true })).rejects.toThrow('does not follow')
  expect(await disk.read()).toEqual([])
})

test('[JO12] long lines make smaller pieces, and one that is longer than a piece stands alone', () => {
  const half = 'x'.repeat(charactersAtOnce / 2)
  const sizes = (lines: readonly string[]) =>
    [...piecesOf(lines)].map(({ from, lines: { length }, last }) => [from, length, last])
  expect(sizes([half, half, half])).toEqual([
    [0, 2, false],
    [2, 1, true],
  ])
  expect(sizes([`${half}${half}${half}`, 'y'])).toEqual([
    [0, 1, false],
    [1, 1, true],
  ])
  expect(sizes([])).toEqual([[0, 0, true]])
  expect(sizes(Array.from({ length: linesAtOnce + 1 }, () => 'z'))).toEqual([
    [0, linesAtOnce, false],
    [linesAtOnce, 1, true],
  ])
})
