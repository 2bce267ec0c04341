import { expect, test } from 'vitest'
import { killImports } from '../bench/register/kill-imports.node.ts'

test('[SG14] a browser that is killed while the register arrives has no wrong bundle, and goes on where it was', async () => {
  const size = { items: 20_000, patrons: 2_000, seed: 3, today: '2026-11-22' }
  const report = await killImports(size, 4, () => undefined)
  expect(report).toMatchObject({ kills: 4, wrong_hashes: 0 })
  expect(report.kills_during_import).toBeGreaterThan(0)
  expect(report.bundles_checked).toBeGreaterThan(0)
})
