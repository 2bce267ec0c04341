import { afterEach, beforeEach, expect, test } from 'vitest'
import { findSurroundings } from './where-we-are.dom.ts'

const before = location.href
beforeEach(() => {
  localStorage.clear()
  // Put in by the build.
  Object.assign(globalThis, { __VERSION__: '1.2.3' })
})
afterEach(() => {
  history.replaceState(null, '', before)
  localStorage.clear()
})

test('[OB6] a browser is the station that its address names, also one that shares a hub on board, and stays it', async () => {
  history.replaceState(null, '', '#station=bus-7.front&token=secret')
  expect(await findSurroundings()).toMatchObject({ station: 'bus-7.front', hub: { url: location.origin, token: 'secret' } })
  expect(location.hash).not.toContain('secret')
  expect(await findSurroundings()).toMatchObject({ station: 'bus-7.front', hub: { token: 'secret' } })
})

test('a name that no station can have is not taken: the browser gets one of its own, and keeps it', async () => {
  history.replaceState(null, '', `#station=${encodeURIComponent('bus 7/front')}`)
  const { station } = await findSurroundings()
  expect(station).toMatch(/^desk-/)
  expect((await findSurroundings()).station).toBe(station)
})
