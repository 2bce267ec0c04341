import type { Desk } from '../../sync/station/desk.ts'
import type { ScreenStore } from './screen-store.ts'
import { type Sound, sounds } from './sounds.ts'

/**
 * Does what the desk asks of a screen: sounds, or flashes where it is quiet, and planes to open, but none into the middle of a scan (`isTyping`), which
 * would close it again. Returns the function that stops.
 */
export function followEffects(
  desk: Desk,
  screen: ScreenStore,
  play: (sound: Sound) => void,
  isTyping: () => boolean = () => false,
): () => void {
  return desk.onEffect(effect => {
    if (effect.kind === 'show') return isTyping() ? undefined : screen.open(effect.what)
    if (effect.kind !== 'sound') return
    const { quiet, flash } = screen.getState()
    if (quiet) screen.setState({ flash: { number: flash.number + 1, times: sounds[effect.sound].length } })
    else play(effect.sound)
  })
}
