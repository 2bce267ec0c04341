import { isInstalled, run } from './run.node.ts'

const minute = 60_000

/** Installs Debian packages if this is a Debian where we may (root, or sudo without a password). Answers whether it worked. */
export async function installFromDebian(...packages: string[]): Promise<boolean> {
  if (!isInstalled('apt-get')) return false
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  if (asRoot.length > 0 && !(isInstalled('sudo') && (await run('sudo', ['-n', 'true'], { timeoutMs: minute })).ok)) return false
  console.log(`Installing from Debian: ${packages.join(' ')}...`)
  const apt = (...args: string[]) => {
    const [command, ...rest] = [
      ...asRoot,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-o',
      'DPkg::Lock::Timeout=60',
      ...args,
    ]
    return run(command!, rest, { timeoutMs: 4 * minute })
  }
  const install = () => apt('install', '-y', '--no-install-recommends', ...packages)
  if ((await install()).ok) return true
  await apt('update')
  const second = await install()
  if (!second.ok) console.log(second.output.trim().split('\n').slice(-3).join('\n'))
  return second.ok
}
