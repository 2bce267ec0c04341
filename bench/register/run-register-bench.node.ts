import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { commit } from '../../simulation/torture/run-torture.node.ts'
import { segmentFormat } from '../../sync/register/segments/segment.ts'
import { openBenchBrowser, storedBytes } from './bench-browser.node.ts'
import type { Size } from './consortium.ts'
import { type PackedConsortium, packConsortium } from './pack-consortium.node.ts'
import { quantile } from './page/times.ts'
import { type PeerFiles, writePeerFiles } from './peer-files.node.ts'
import { type Measured, registerFigures } from './register-figures.ts'
import { serveFolder } from './serve-folder.node.ts'

export interface RegisterBenchOptions extends Size {
  /** Rows that the peers get; their rates fall with more. */
  readonly peerItems: number
  readonly peerPatrons: number
  /** Packed consortia are kept here and found again. */
  readonly keep?: string | undefined
  readonly say: (line: string) => void
}

const rounds = 3

/** Measures the packed register beside its peers and the physical limit, all in one run in a real Chromium. Each import has a fresh profile. */
export async function runRegisterBench({ say, keep, peerItems, peerPatrons, ...size }: RegisterBenchOptions) {
  const work = mkdtempSync(join(tmpdir(), 'pysakki-register-bench-'))
  const folder = keep ?? join(work, 'packed')
  mkdirSync(folder, { recursive: true })
  const { packed, peers } = await prepared(folder, size, { items: peerItems, patrons: peerPatrons }, say)
  const server = await serveFolder(folder)
  const profile = (name: string) => join(work, name)
  try {
    const { url } = server
    const measured: Measured = { packed, peers, items: [], patrons: [], limits: [], sqliteFile: [], rows: [] }
    for (let round = 0; round < rounds; round++) {
      const browser = await openBenchBrowser(profile(`import-${round}`), url)
      const { page } = browser
      await page.evaluate(([seed, barcode]) => bench.open('library', seed, barcode, false), [
        size.seed,
        packed.barcodes[0]!,
      ] as const)
      await page.evaluate(() => bench.begin('manifest'))
      measured.limits.push(await page.evaluate(() => bench.peers.limit(['items.run', 'titles.run'])))
      measured.items.push(await page.evaluate(() => bench.fetchTables(['items', 'titles'], 'manifest')))
      measured.patrons.push(await page.evaluate(() => bench.fetchTables(['patrons', 'counts'], 'manifest')))
      await page.evaluate(() => bench.fetchTables(['states'], 'manifest'))
      await browser.close()
      const beside = await openBenchBrowser(profile(`peers-${round}`), url)
      if (round === 0) measured.rows.push(await beside.page.evaluate(() => bench.peers.importRows('rows.json')))
      measured.sqliteFile.push(await beside.page.evaluate(() => bench.peers.sqliteFile()))
      if (round === 0) measured.sqliteRows = await beside.page.evaluate(() => bench.peers.sqliteRows())
      if (round === 0) measured.encryptedRows = await beside.page.evaluate(() => bench.peers.importEncryptedRows('patrons.json'))
      await beside.close()
      say(JSON.stringify({ round, items: measured.items[round], limit: measured.limits[round], load: loadavg()[0] }))
    }

    measured.restartEmpty = []
    measured.restart = []
    for (let round = 0; round < rounds; round++) {
      const [empty, full] = [await openBenchBrowser(profile('empty'), url), await openBenchBrowser(profile('import-0'), url)]
      const args = [size.seed, packed.barcodes[round]!] as const
      measured.restartEmpty.push(await empty.page.evaluate(([seed, one]) => bench.open('library', seed, one, false), args))
      measured.restart.push(await full.page.evaluate(([seed, one]) => bench.open('library', seed, one, false), args))
      if (round === rounds - 1) {
        await full.page.evaluate(() => bench.warm())
        measured.memoryRest = await full.memoryMb()
      }
      await empty.close()
      await full.close()
    }

    // At rest: a browser that has just ended keeps what it has not put in order yet twice.
    measured.disk = storedBytes(profile('import-0'))

    const browser = await openBenchBrowser(profile('import-0'), url)
    const dexie = await openBenchBrowser(profile('peers-0'), url)
    const [seed, first] = [size.seed, packed.barcodes[0]!]
    await browser.page.evaluate(([one, barcode]) => bench.open('library', one, barcode, true), [seed, first] as const)
    measured.unread = await browser.page.evaluate(barcodes => bench.lookUps(barcodes), packed.barcodes.slice(2400, 2800))
    await browser.page.evaluate(() => bench.warm())
    measured.lookUps = []
    measured.dexieLookUps = []
    for (let round = 0; round < rounds; round++) {
      const some = packed.barcodes.slice(round * 800, (round + 1) * 800)
      measured.lookUps.push(await browser.page.evaluate(barcodes => bench.lookUps(barcodes), some))
      const peerSome = peers.barcodes.slice(round * 300, (round + 1) * 300)
      measured.dexieLookUps.push(await dexie.page.evaluate(barcodes => bench.peers.lookUps(barcodes), peerSome))
    }
    measured.cards = await browser.page.evaluate(cards => bench.cardLookUps(cards), packed.cards.slice(0, 800))
    await browser.page.evaluate(() => bench.close())
    await browser.page.evaluate(([one, barcode]) => bench.open('library', one, barcode, false), [seed, first] as const)
    measured.cached = await browser.page.evaluate(barcodes => bench.cached(barcodes), packed.barcodes.slice(0, 20))
    for (const barcodes of [packed.barcodes.slice(0, 800)]) await browser.page.evaluate(some => bench.lookUps(some), barcodes)
    measured.memoryBusy = await browser.memoryMb()
    measured.deltaMs = await browser.page.evaluate(() => bench.applyDelta())
    measured.dexieDeltaMs = await dexie.page.evaluate(loans => bench.peers.applyLoans(loans), peers.loans)
    measured.checked = await browser.page.evaluate(() => bench.check())
    await browser.close()
    await dexie.close()

    const names = await openBenchBrowser(profile('names'), url)
    await names.page.evaluate(([one, barcode]) => bench.open('names', one, barcode, true), [seed, first] as const)
    await names.page.evaluate(() => bench.begin('manifest-names'))
    await names.page.evaluate(() => bench.fetchTables(['names'], 'manifest-names'))
    measured.names = await names.page.evaluate(prefixes => bench.names(prefixes), prefixes())
    await names.close()
    const load = Math.round(loadavg()[0]! * 10) / 10
    return { commit: commit(), ...registerFigures(size, measured, quantile), load }
  } finally {
    await server.stop()
    rmSync(work, { recursive: true, force: true })
  }
}

/** Beginnings of the names that the made-up patrons have. */
function prefixes(): string[] {
  const letters = 'aehjklmnprstv'.split('')
  return letters.flatMap(first => ['a', 'e', 'i', 'o', 'u'].map(second => first + second))
}

async function prepared(folder: string, size: Size, most: { items: number; patrons: number }, say: (line: string) => void) {
  const path = join(folder, 'about.json')
  const made = JSON.stringify([size, most, segmentFormat])
  if (existsSync(path)) {
    const about = JSON.parse(readFileSync(path, 'utf8')) as { made: string; packed: PackedConsortium; peers: PeerFiles }
    if (about.made === made) return about
  }
  const began = performance.now()
  const packed = await packConsortium(folder, size, say)
  const peers = await writePeerFiles(folder, size, most)
  writeFileSync(path, JSON.stringify({ made, packed, peers }))
  say(`packed within ${Math.round((performance.now() - began) / 1000)} s`)
  return { packed, peers }
}
