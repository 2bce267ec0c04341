import type { JournalFile } from '../../host/journal-file.ts'
import type { Entry } from './entry.ts'
import type { FirstCopy } from './first-copy.ts'
import type { JournalSeal } from './journal-seal.ts'
import { writeLine } from './line-format.ts'

/** A first copy on whose disk whose an entry is lies sealed. What was written open before is read, too, and told. */
export function sealedFirstCopy<Copy extends Omit<FirstCopy, 'alone'>>(copy: Copy, seal: JournalSeal, onOpen = () => {}): Copy {
  return {
    ...copy,
    async read() {
      const { lines, ...rest } = await copy.read()
      return { ...rest, lines: await openedLines(lines, seal, onOpen) }
    },
    add: async (entries, before) => copy.add(await sealedEntries(entries, seal), before),
    replace: async entries => copy.replace(await sealedEntries(entries, seal)),
    forget: async (entries, asideBefore) => copy.forget(await sealedEntries(entries, seal), asideBefore),
    entries: async after => Promise.all((await copy.entries(after)).map(entry => seal.open(entry))),
  }
}

/** The same for the file. */
export function sealedFile(file: JournalFile, seal: JournalSeal, onOpen = () => {}): JournalFile {
  return {
    read: async () => openedLines(await file.read(), seal, onOpen),
    append: async lines => file.append(await sealedLines(lines, seal)),
    rewrite: async lines => file.rewrite(await sealedLines(lines, seal)),
    forget: async lines => file.forget(await sealedLines(lines, seal)),
  }
}

/** Whether a line says openly whose it is. */
function isOpenLine(line: string): boolean {
  return line.includes('"salt":"')
}

function sealedEntries(entries: readonly Entry[], seal: JournalSeal): Promise<readonly Entry[]> {
  return Promise.all(entries.map(entry => seal.seal(entry)))
}

function sealedLines(lines: readonly string[], seal: JournalSeal): Promise<readonly string[]> {
  return Promise.all(
    lines.map(async line => {
      const entry = isOpenLine(line) ? parsed(line) : undefined
      return entry ? writeLine(await seal.seal(entry)) : line
    }),
  )
}

/** What is damaged stays as it is: recovery finds it by its hash. */
function openedLines(lines: readonly string[], seal: JournalSeal, onOpen: () => void): Promise<readonly string[]> {
  if (lines.some(isOpenLine)) onOpen()
  return Promise.all(
    lines.map(async line => {
      const entry = line.includes('"sealed":{') ? parsed(line) : undefined
      return entry?.sealed ? writeLine(await seal.open(entry)) : line
    }),
  )
}

function parsed(line: string): Entry | undefined {
  try {
    return JSON.parse(line) as Entry
  } catch {
    return undefined
  }
}
