import { openJournalFile } from '../../../host/journal-file.node.ts'
import { startHub } from '../start-hub.node.ts'

/** A hub that is killed, as if by SIGKILL from outside, right after an upload has been synced and before the database has it. */
async function main(data: string): Promise<void> {
  const hub = await startHub({ data, port: 0, openLogFile: path => killingFile(path) })
  console.log(JSON.stringify({ listening: hub.address, token: hub.token }))
}

function killingFile(path: string) {
  const file = openJournalFile(path)
  const append = file.append.bind(file)
  file.append = async lines => {
    await append(lines)
    if (lines.some(line => line.includes('CRASH-HERE'))) process.kill(process.pid, 'SIGKILL')
  }
  return file
}

void main(process.argv[2] as string)
