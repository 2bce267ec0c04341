import type { CopyAnswer, CopyCall } from './copy-calls.ts'
import { dexieCopy, JournalDatabase, toJournalError } from './dexie-copy.dom.ts'

/** The journal's own thread. Its first message says which database and where answers go; each later one is a call of `FirstCopy`. */
let copy: ReturnType<typeof dexieCopy>
let answers: BroadcastChannel

async function carryOut({ number, method, given }: CopyCall): Promise<CopyAnswer> {
  try {
    const work = copy[method] as (...values: readonly unknown[]) => Promise<unknown>
    return { number, value: await work(...given) }
  } catch (error) {
    const { kind, message } = toJournalError(error)
    return { number, failed: { kind, message } }
  }
}

self.onmessage = ({ data }: MessageEvent) => {
  if (!('number' in data)) {
    answers = new BroadcastChannel(data.answers)
    copy = dexieCopy(new JournalDatabase(data.databaseName, data.durability))
    return
  }
  void carryOut(data).then(answer => {
    answers.postMessage(answer)
    // Older engines hold nothing back, and there a message is the shorter way. What is long goes one way only.
    if (answer.value === undefined) self.postMessage(answer)
    if (data.method === 'close') answers.close()
  })
}
