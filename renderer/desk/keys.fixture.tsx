import { expect } from 'vitest'
import type { Shown } from '../showcase/morning.ts'
import { fieldId } from '../wedge/key-capture.ts'
import { drawStill, type StillScreen, textOf } from './still-screen.fixture.tsx'

/** Draws a state and leaves React to its own pace, as keys find it. */
export async function drawAwake(shown: Shown): Promise<StillScreen> {
  const drawn = await drawStill(shown)
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  return drawn
}

/** A scan by hand or by scanner: how fast the test types does not matter. */
export const scanOf = (text: string) => ({
  type: 'scan',
  scan: { text, source: { device: expect.stringMatching(/keyboard|wedge/) } },
})
export const field = () => document.getElementById(fieldId) as HTMLInputElement
export const focused = () => document.activeElement?.id
/** Title of the plane that is open; empty while none is. */
export const openPlane = (root: ParentNode) => textOf(root, '.task-head h1')
