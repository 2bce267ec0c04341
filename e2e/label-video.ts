import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'
import { code39 } from '../renderer/tasks/help/code39.ts'

const width = 640
const height = 360
const perSecond = 5

/** What a camera sees for some time: a label, or nothing. */
export type Scene =
  | { readonly seconds: number }
  | { readonly seconds: number; readonly code: 'code39' | 'code128'; readonly text: string }

/** Writes what a camera shall see as a YUV4MPEG2 file, which Chromium plays over and over in place of a camera. */
export async function writeLabelVideo(path: string, scenes: readonly Scene[]): Promise<void> {
  const frames: Buffer[] = [Buffer.from(`YUV4MPEG2 W${width} H${height} F${perSecond}:1 Ip A1:1 C420mpeg2\n`)]
  for (const scene of scenes) {
    const frame = frameOf('text' in scene ? await rowOf(scene) : undefined)
    for (let at = 0; at < scene.seconds * perSecond; at++) frames.push(Buffer.from('FRAME\n'), frame)
  }
  writeFileSync(path, Buffer.concat(frames))
}

/** One row of the label: true is dark. */
async function rowOf({ code, text }: Extract<Scene, { text: string }>): Promise<readonly boolean[]> {
  if (code === 'code39') {
    const { width: modules, bars } = code39(text)
    const isDark = (x: number) => bars.some(bar => x >= bar.x && x < bar.x + bar.width)
    return Array.from({ length: modules }, (_, x) => isDark(x))
  }
  const wasmBinary = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm'))
  await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasmBinary).buffer }, fireImmediately: true })
  const { symbol } = await writeBarcode(text, { format: 'Code128' })
  return Array.from({ length: symbol.width }, (_, x) => symbol.data[x] === 0)
}

function frameOf(row: readonly boolean[] | undefined): Buffer {
  const frame = Buffer.alloc((width * height * 3) / 2, 0x80)
  frame.fill(0xd0, 0, width * height)
  if (!row) return frame
  const scale = Math.floor((width - 40) / row.length)
  const left = Math.floor((width - row.length * scale) / 2)
  for (let y = 100; y < 260; y++)
    for (const [x, dark] of row.entries())
      if (dark) frame.fill(0x18, y * width + left + x * scale, y * width + left + (x + 1) * scale)
  return frame
}
