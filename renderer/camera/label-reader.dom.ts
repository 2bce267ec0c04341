import type { BarcodeDetector, BarcodeDetectorOptions, BarcodeFormat } from 'barcode-detector/ponyfill'

/** What libraries print, and the AIM identifier with which a scanner would tell each. */
const identifiers = {
  code_39: ']A0',
  code_128: ']C0',
  codabar: ']F0',
  itf: ']I0',
  ean_13: ']E0',
  qr_code: ']Q1',
} as const satisfies Partial<Record<BarcodeFormat, string>>

const formats = Object.keys(identifiers) as (keyof typeof identifiers)[]

/** Reads labels from a picture. */
export interface LabelReader {
  /** Every label in sight, as a scanner with AIM identifiers says it. */
  read(picture: HTMLVideoElement): Promise<readonly string[]>
}

interface Platform {
  new (options?: BarcodeDetectorOptions): Pick<BarcodeDetector, 'detect'>
  getSupportedFormats(): Promise<readonly string[]>
}

/** The platform's own reader where it knows all of our formats, else the one in the bundle. Rejects where neither can be had. */
export async function openLabelReader(): Promise<LabelReader> {
  const { BarcodeDetector: own } = globalThis as { BarcodeDetector?: Platform }
  const known = (await own?.getSupportedFormats().catch(() => [])) ?? []
  const Detector = own && formats.every(format => known.includes(format)) ? own : await bundled()
  const detector = new Detector({ formats })
  return {
    read: async picture =>
      (await detector.detect(picture)).flatMap(({ format, rawValue }) => {
        const identifier = identifiers[format as keyof typeof identifiers]
        return identifier ? [`${identifier}${rawValue}`] : []
      }),
  }
}

/** It is big, and few desks ever need it: it is loaded when a camera is first switched on, from where the desk itself comes. */
async function bundled(): Promise<Platform> {
  const [{ BarcodeDetector, prepareZXingModule }, { default: url }] = await Promise.all([
    import('barcode-detector/ponyfill'),
    import('zxing-wasm/reader/zxing_reader.wasm?url'),
  ])
  await prepareZXingModule({ overrides: { locateFile: () => url }, fireImmediately: true })
  return BarcodeDetector
}
