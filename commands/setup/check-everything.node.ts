import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { readTree } from '../../architecture/read-tree.node.ts'
import { type Provided, provideBrowser, provideElectron, providePostgres, provideProgram } from './provide.node.ts'
import { packageProgram, root, run } from './run.node.ts'
import { type Counts, closingLine, countLeftOut, countReport, none, sum, type VitestReport } from './tally.ts'
import { type Display, startVirtualDisplay } from './virtual-display.node.ts'

const minute = 60_000
/** Far above what they need on a machine of their own; a slow one is no failure, a hanging one is. */
const longestMinutes = 30
const testFiles = [...readTree(root, /\.test\.tsx?$/).keys()]
const isElectron = (file: string) => file.endsWith('.electron.test.ts')
const isBrowser = (file: string) => /\.browser\.test\.tsx?$/.test(file) || (file.startsWith('e2e/') && !isElectron(file))

/** A check that is one program: it passes or fails as a whole, and prints only if it fails. */
async function step(name: string, program: string, ...args: string[]): Promise<Counts> {
  const started = performance.now()
  const { ok, output, timedOut } = await run(packageProgram(program), args, { timeoutMs: 6 * minute })
  console.log(`${ok ? 'passed' : 'FAILED'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
  if (!ok) console.log(timedOut ? `${name} took too long` : output)
  return { ...none, passed: ok ? 1 : 0, failed: ok ? 0 : 1 }
}

const missing = (provided: Provided): string | undefined => ('missing' in provided ? provided.missing : undefined)

/** A place to draw for Electron, and Electron itself; both only if a test wants them. */
async function prepareElectron(): Promise<{ why?: string | undefined; display?: Display | undefined }> {
  if (!testFiles.some(isElectron)) return {}
  const why = missing(await provideElectron())
  if (why || process.platform !== 'linux') return { why }
  const noXvfb = missing(await provideProgram('Xvfb', 'xvfb'))
  for (const program of ['openbox', 'xdotool', 'wmctrl']) {
    const none = missing(await provideProgram(program, program))
    if (none) console.log(`${none}: the tests of the kiosk will say so`)
  }
  if (process.env.DISPLAY) return {}
  const display = noXvfb ? undefined : await startVirtualDisplay()
  return { why: display ? undefined : (noXvfb ?? 'Xvfb did not start'), display }
}

async function runVitest(args: readonly string[]): Promise<Counts> {
  const browserMissing = missing(await provideBrowser())
  const socat = missing(await provideProgram('socat', 'socat'))
  if (socat) console.log(`${socat}: tests of serial devices will say so`)
  const strace = process.platform === 'linux' && missing(await provideProgram('strace', 'strace'))
  if (strace) console.log(`${strace}: tests that count syncs will fail`)
  const postgres = missing(await providePostgres())
  if (postgres) console.log(`${postgres}: tests on a server will say so`)
  const electron = await prepareElectron()
  const reportFolder = mkdtempSync(join(tmpdir(), 'pysakki-report-'))
  const reportFile = join(reportFolder, 'vitest.json')
  const env: NodeJS.ProcessEnv = { ...process.env, PYSAKKI_ELECTRON_MISSING: electron.why ?? '' }
  if (electron.display) env.DISPLAY = electron.display.name
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]
  const { timedOut } = await run(packageProgram('vitest'), ['run', ...reporters, ...args], {
    timeoutMs: longestMinutes * minute,
    env,
    onScreen: true,
  })
  electron.display?.stop()
  if (timedOut || !existsSync(reportFile)) {
    console.log(timedOut ? `FAILED: the tests took longer than ${longestMinutes} minutes` : 'FAILED: Vitest gave no report')
    return { ...none, failed: 1 }
  }
  const report = JSON.parse(readFileSync(reportFile, 'utf8')) as VitestReport
  rmSync(reportFolder, { recursive: true })
  for (const file of report.testResults)
    for (const { status, fullName } of file.assertionResults) if (isSkipped(status)) console.log(`skipped ${fullName}`)

  const inReport = report.testResults.map(({ name }) => relative(root, name).split(sep).join('/'))
  const reasonFor = (file: string) => (isElectron(file) ? electron.why : isBrowser(file) ? browserMissing : undefined)
  const leftOut = args.length > 0 ? { counts: none, lines: [] } : countLeftOut(testFiles, inReport, reasonFor)
  for (const line of leftOut.lines) console.log(line)
  if (electron.why && process.env.PYSAKKI_REQUIRE_ELECTRON) {
    console.log(`FAILED: Electron was skipped although it is required here: ${electron.why}`)
    return sum([countReport(report), leftOut.counts, { ...none, failed: 1 }])
  }
  const counted = countReport(report)
  if (counted.passed + counted.failed === 0) console.log('FAILED: no test was run')
  return sum([counted, leftOut.counts, { ...none, failed: counted.passed + counted.failed === 0 ? 1 : 0 }])
}

const isSkipped = (status: string) => status === 'pending' || status === 'skipped' || status === 'todo'

const results = [
  await step('format', 'biome', 'format', '.'),
  await step('lint', 'biome', 'check', '--formatter-enabled=false', '.'),
  await step('types', 'tsc', '-p', '.'),
  await step('build', 'tsx', 'commands/build.node.ts'),
  await runVitest(process.argv.slice(2)),
]
const total = sum(results)
console.log(`\n${closingLine(total)}`)
process.exit(total.failed > 0 ? 1 : 0)
