import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../commands/setup/run.node.ts'
import type { Entry } from '../sync/journal/entry.ts'
import type { Answer } from '../sync/station/headless-station.ts'

/** The program behind `npm run station`, with a data folder of its own. */
export class HeadlessProgram {
  readonly station: string
  private readonly data = mkdtempSync(join(tmpdir(), 'pysakki-station-'))
  private readonly child: ChildProcess
  private readonly lines: AsyncIterator<string>

  constructor(station: string, hub: { readonly url: string; readonly token: string }) {
    this.station = station
    const program = ['--import', 'tsx', 'commands/station.node.ts', '--data', this.data, '--station', station]
    this.child = spawn(process.execPath, [...program, '--hub', hub.url, '--token', hub.token], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]()
  }

  /** Says one line and reads the one that answers it. Throws where the station could not read it. */
  async say(request: object): Promise<Answer> {
    this.child.stdin!.write(`${JSON.stringify(request)}\n`)
    const { value } = await this.lines.next()
    const answer = JSON.parse(value ?? '{"error":"the station has ended"}') as Answer & { readonly error?: string }
    if (answer.error) throw new Error(answer.error)
    return answer
  }

  /** What stands in its file. */
  journal(): readonly Entry[] {
    const text = readFileSync(join(this.data, `${this.station}.journal`), 'utf8')
    return text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Entry)
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null) return
    const ended = new Promise(resolve => this.child.once('exit', resolve))
    this.child.stdin!.end()
    await ended
  }
}
