import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cardEnd } from '../desk/patron-words.ts'
import { scan } from '../store/acts.ts'
import { type Station, useStation } from '../store/station.ts'
import { openLabelReader } from './label-reader.dom.ts'
import { SeenLabels } from './seen-labels.ts'
import '../look/camera.css'

type EyeState = 'opening' | 'looking' | 'denied' | 'none' | 'busy' | 'failed'

/** Between two looks: the desk itself must stay quick. */
const pauseMs = 60

/** What a camera sees; each label that is held before it is a scan. Without a wish for it nobody is filmed: it is switched on by a key, each time. */
export default function CameraEye() {
  const { t } = useTranslation()
  const station = useStation()
  const video = useRef<HTMLVideoElement>(null)
  const [state, setState] = useState<EyeState>('opening')
  const [last, setLast] = useState('')
  useEffect(() => {
    const eye = new AbortController()
    look(
      video.current!,
      eye.signal,
      () => setState('looking'),
      label => {
        setLast(cardEnd(label.slice(3)))
        take(station, label)
      },
    ).catch(error => {
      if (!eye.signal.aborted) setState(whyNot(error))
    })
    return () => eye.abort()
  }, [station])
  return (
    <section className="camera-eye" aria-label={t('camera.camera')} data-eye={state}>
      <video ref={video} muted playsInline />
      <p role="status">{state === 'looking' && last !== '' ? last : t(`camera.${state}`)}</p>
    </section>
  )
}

async function look(
  video: HTMLVideoElement,
  signal: AbortSignal,
  onSees: () => void,
  onLabel: (label: string) => void,
): Promise<void> {
  const opening = openLabelReader()
  opening.catch(() => undefined)
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } }
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', ...size } })
  const stop = () => {
    for (const track of stream.getTracks()) track.stop()
  }
  if (signal.aborted) return stop()
  signal.addEventListener('abort', stop)
  video.srcObject = stream
  await video.play()
  const reader = await opening
  if (signal.aborted) return
  onSees()
  const seen = new SeenLabels()
  while (!signal.aborted) {
    const label = seen.see(await reader.read(video).catch(() => []), performance.now())
    if (label !== undefined && !signal.aborted) onLabel(label)
    await new Promise(resolve => setTimeout(resolve, pauseMs))
  }
}

/** Like a scan of any device: whoever wants the next number gets it; otherwise a plane over the desk closes. */
function take(station: Station, label: string): void {
  const { takesScan, task } = station.screen.getState()
  if (takesScan) return takesScan(label.slice(3), { label })
  if (task && task !== 'sign-in') station.screen.close()
  scan(station, label, 'wedge')
}

function whyNot(error: unknown): EyeState {
  switch ((error as { name?: unknown }).name) {
    case 'NotAllowedError':
      return 'denied'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none'
    case 'NotReadableError':
      return 'busy'
    default:
      return 'failed'
  }
}
