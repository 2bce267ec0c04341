import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A real serial line on this machine: two pseudo-terminals joined by socat. */
export interface PtyPair {
  /** Paths to open, one for each end. */
  readonly desk: string
  readonly device: string
  /** Ends the line as a pulled USB cable does: both paths vanish. */
  unplug(): Promise<void>
}

/** Makes a pair; rejects where socat is missing or does not come up within three seconds. `at` reuses paths, as a replugged adapter would. */
export async function openPtyPair(
  at = mkdtempSync(join(tmpdir(), 'pysakki-pty-')),
): Promise<PtyPair & { readonly folder: string }> {
  const desk = join(at, 'desk')
  const device = join(at, 'device')
  const socat = spawn('socat', [`pty,raw,echo=0,link=${desk}`, `pty,raw,echo=0,link=${device}`], { stdio: 'ignore' })
  const ended = new Promise<void>((resolve, reject) => {
    socat.once('error', reject)
    socat.once('exit', () => resolve())
  })
  ended.catch(() => undefined)
  const until = performance.now() + 3000
  while (!(existsSync(desk) && existsSync(device))) {
    if (socat.exitCode !== null || performance.now() > until)
      throw new Error('socat did not make a pair of pseudo-terminals; is it installed?')
    await Promise.race([new Promise(resolve => setTimeout(resolve, 20)), ended])
  }
  return {
    folder: at,
    desk,
    device,
    async unplug() {
      socat.kill()
      await ended
      for (const path of [desk, device]) rmSync(path, { force: true })
    },
  }
}
