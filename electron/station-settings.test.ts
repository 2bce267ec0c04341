import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { keepBarcodes, readStationSettings } from './station-settings.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'pysakki-settings-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}
const rules = [{ kind: 'item', pattern: '853N\\d{8}' }] as const

test('what the labels look like is kept in the settings beside what IT wrote there, and every scanner without rules of its own has it', async () => {
  const data = folder()
  const devices = [
    { id: 'tiski', driver: 'scanner', address: '/dev/ttyUSB0' },
    { id: 'toinen', driver: 'scanner', address: '/dev/ttyUSB1', barcodes: [] },
  ]
  writeFileSync(join(data, 'station.json'), JSON.stringify({ station: 'bus-7', devices, kiosk: true }))
  await keepBarcodes(data, rules)
  const settings = readStationSettings(data)
  expect(settings).toMatchObject({ station: 'bus-7', kiosk: true, barcodes: rules })
  expect(settings.devices.map(({ barcodes }) => barcodes)).toEqual([rules, []])
})

test('without settings so far a file is begun; one that cannot be read is left as it is', async () => {
  const data = folder()
  await keepBarcodes(data, rules)
  expect(JSON.parse(readFileSync(join(data, 'station.json'), 'utf8'))).toEqual({ barcodes: rules })
  writeFileSync(join(data, 'station.json'), '{"station":')
  await expect(keepBarcodes(data, rules)).rejects.toThrow('not JSON')
  expect(readFileSync(join(data, 'station.json'), 'utf8')).toBe('{"station":')
})

test('[OB6] a station that shares a hub on board is named after its bus', () => {
  const data = folder()
  writeFileSync(join(data, 'station.json'), JSON.stringify({ station: 'bus-7.front' }))
  expect(readStationSettings(data).station).toBe('bus-7.front')
  writeFileSync(join(data, 'station.json'), JSON.stringify({ station: 'bus 7/front' }))
  expect(() => readStationSettings(data)).toThrow('station: ')
})
