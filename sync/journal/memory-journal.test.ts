import { journalContract, secondCopyContract } from './journal.contract.ts'
import { memoryFile } from './journal.fixture.ts'
import { memoryCopy } from './memory-journal.ts'
import { openJournal } from './open-journal.ts'

const make = async () => ({
  open: (options = {}) => openJournal(memoryCopy(), { station: 'bus-1', ...options }),
  durable: false,
})

journalContract('memory', make)
secondCopyContract('memory', make, memoryFile)

journalContract('memory restored from its file', async () => {
  const file = memoryFile()
  return {
    open: (options = {}) => openJournal(memoryCopy(), { station: 'bus-1', file, ...options }),
    reopened: 'restored' as const,
  }
})
