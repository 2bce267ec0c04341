import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isInstalled } from '../../commands/setup/run.node.ts'

/** Whether the kernel's own calls can be watched here. */
export const canTrace = (): boolean => process.platform === 'linux' && isInstalled('strace')

/** A program that runs another under strace: each sync of it and of its children becomes a line of `log` before the caller goes on. */
export function traced(executable: string, log: string): string {
  const program = join(mkdtempSync(join(tmpdir(), 'pysakki-traced-')), 'traced.sh')
  const strace = 'strace -f --seccomp-bpf -qq -y -e trace=fsync,fdatasync -e signal=none'
  writeFileSync(program, `#!/bin/sh\nexec ${strace} -o ${quoted(log)} ${quoted(executable)} "$@"\n`, { mode: 0o755 })
  return program
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Syncs of the two copies of a journal that succeeded. */
export interface Syncs {
  readonly database: number
  readonly file: number
}

/** Reads on in a log of syncs. The journal's database is the only one that a desk without a line writes to. */
export class SyncLog {
  readonly #path: string
  #at = 0
  /** Calls that have begun and not come back yet: thread -> path. */
  readonly #under = new Map<string, string>()

  constructor(path: string) {
    this.#path = path
  }

  /** What was synced since the last call. */
  fresh(): Syncs {
    const paths = this.#more().flatMap(line => this.#synced(line) ?? [])
    return {
      database: paths.filter(path => /IndexedDB\/[^/]*\.leveldb\/\d+\.log$/.test(path)).length,
      file: paths.filter(path => /\/journal-[^/]*\.jsonl$/.test(path)).length,
    }
  }

  /** The path that this line says is on the disk now. */
  #synced(line: string): string | undefined {
    const [, thread = '', path, rest = ''] = /^(\d+) +(?:fsync|fdatasync)\(\d+<([^>]*)>(.*)$/.exec(line) ?? []
    if (path !== undefined && /unfinished/.test(rest)) this.#under.set(thread, path)
    if (path !== undefined) return /\) += 0$/.test(rest) ? path : undefined
    const resumed = /^(\d+) +<\.\.\. f\w+ resumed>.*\) += (-?\d+)/.exec(line)
    if (!resumed) return undefined
    const began = this.#under.get(resumed[1]!)
    this.#under.delete(resumed[1]!)
    return resumed[2] === '0' ? began : undefined
  }

  #more(): readonly string[] {
    const whole = readFileSync(this.#path, 'utf8')
    const end = whole.lastIndexOf('\n') + 1
    const text = whole.slice(this.#at, end)
    this.#at = end
    return text.split('\n').filter(line => line !== '')
  }
}
