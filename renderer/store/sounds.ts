import type { Effect } from '../../sync/station/session.ts'

export type Sound = Extract<Effect, { kind: 'sound' }>['sound']

interface Beep {
  readonly hertz: number
  readonly milliseconds: number
  readonly gapAfter: number
}

/** Told apart by number of beeps, rhythm and pitch, in this order. A sound never tells a reason: the bus hears it too. */
export const sounds: Readonly<Record<Sound, readonly Beep[]>> = {
  yes: [{ hertz: 988, milliseconds: 90, gapAfter: 0 }],
  aside: [
    { hertz: 784, milliseconds: 90, gapAfter: 60 },
    { hertz: 1047, milliseconds: 160, gapAfter: 0 },
  ],
  ask: [
    { hertz: 587, milliseconds: 110, gapAfter: 80 },
    { hertz: 587, milliseconds: 110, gapAfter: 80 },
    { hertz: 784, milliseconds: 110, gapAfter: 0 },
  ],
  no: [
    { hertz: 262, milliseconds: 140, gapAfter: 70 },
    { hertz: 262, milliseconds: 140, gapAfter: 70 },
    { hertz: 196, milliseconds: 300, gapAfter: 0 },
  ],
  patron: [
    { hertz: 1319, milliseconds: 60, gapAfter: 30 },
    { hertz: 1319, milliseconds: 60, gapAfter: 0 },
  ],
  busy: [
    { hertz: 330, milliseconds: 50, gapAfter: 40 },
    { hertz: 330, milliseconds: 50, gapAfter: 40 },
    { hertz: 330, milliseconds: 50, gapAfter: 40 },
    { hertz: 330, milliseconds: 50, gapAfter: 0 },
  ],
}

/** Plays sounds through the machine's loudspeaker; a machine without one stays silent and nothing fails. */
export function createLoudspeaker(): (sound: Sound) => void {
  let context: AudioContext | undefined
  return sound => {
    try {
      context ??= new AudioContext()
      void context.resume()
      let at = context.currentTime + 0.005
      for (const beep of sounds[sound]) {
        play(context, beep, at)
        at += (beep.milliseconds + beep.gapAfter) / 1000
      }
    } catch {
      context = undefined
    }
  }
}

function play(context: AudioContext, { hertz, milliseconds }: Beep, at: number): void {
  const end = at + milliseconds / 1000
  const tone = new OscillatorNode(context, { type: 'triangle', frequency: hertz })
  const loudness = new GainNode(context, { gain: 0 })
  loudness.gain.setValueAtTime(0, at)
  loudness.gain.linearRampToValueAtTime(0.5, at + 0.005)
  loudness.gain.setValueAtTime(0.5, end - 0.01)
  loudness.gain.linearRampToValueAtTime(0, end)
  tone.connect(loudness).connect(context.destination)
  tone.start(at)
  tone.stop(end)
}
