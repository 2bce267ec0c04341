import { readdirSync, readFileSync } from 'node:fs'

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** Kills every process of the group at once, as a power switch would, and waits until none is left that could still write. */
export async function killGroup(leader: number): Promise<void> {
  signal(leader)
  for (let tries = 0; tries < 400 && isAlive(leader); tries++) {
    await pause(10)
    // What was just being forked is killed too.
    if (tries % 20 === 19) signal(leader)
  }
}

function signal(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // Nobody is left.
  }
}

/** Dead processes that nobody has fetched yet do not count. */
function isAlive(leader: number): boolean {
  if (process.platform !== 'linux') return answers(leader)
  return readdirSync('/proc').some(name => {
    if (!/^\d+$/.test(name)) return false
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      return Number(fields[2]) === leader && fields[0] !== 'Z' && fields[0] !== 'X'
    } catch {
      return false
    }
  })
}

function answers(leader: number): boolean {
  try {
    process.kill(-leader, 0)
    return true
  } catch {
    return false
  }
}
