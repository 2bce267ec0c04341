import { execFileSync, spawn } from 'node:child_process'
import { isInstalled } from '../commands/setup/run.node.ts'
import { type Display, startVirtualDisplay } from '../commands/setup/virtual-display.node.ts'

const programs = ['Xvfb', 'openbox', 'xdotool', 'wmctrl']

/** What is missing for a real window manager on a display of its own; empty if nothing is. */
export const missingForWindows: readonly string[] = programs.filter(program => !isInstalled(program))

/** A display with openbox and its usual key bindings on it, and hands to press keys as somebody at the machine does. */
export class Openbox {
  private readonly display: Display
  private readonly before = process.env.DISPLAY
  private readonly openbox

  private constructor(display: Display) {
    this.display = display
    process.env.DISPLAY = display.name
    this.openbox = spawn('openbox', ['--sm-disable'], { stdio: 'ignore', env: { ...process.env, DISPLAY: display.name } })
  }

  /** What is started after this opens on the new display. Throws where it does not come up within half a minute. */
  static async start(): Promise<Openbox> {
    const display = await startVirtualDisplay()
    if (!display) throw new Error('Xvfb did not start')
    const started = new Openbox(display)
    for (let tries = 0; tries < 300; tries++) {
      if (started.run('wmctrl', '-m')?.includes('Openbox')) return started
      await new Promise(resolve => setTimeout(resolve, 100))
    }
    started.stop()
    throw new Error('openbox did not start')
  }

  /** Presses a key of the keyboard, also one that the window manager keeps for itself. */
  press(key: string): void {
    this.run('xdotool', 'key', '--clearmodifiers', key)
  }

  /** Turns the wheel up by two notches with Ctrl held, over the middle of the screen. */
  zoomIn(): void {
    this.run('xdotool', 'mousemove', '640', '400', 'keydown', 'ctrl', 'click', '4', 'click', '4', 'keyup', 'ctrl')
  }

  /** Asks the window manager to close, minimise or shrink a window, as its menu or a panel would. */
  ask(window: string, what: 'close' | 'minimise' | 'shrink'): void {
    if (what === 'close') this.run('wmctrl', '-i', '-c', window)
    else if (what === 'shrink') this.run('wmctrl', '-i', '-r', window, '-b', 'remove,fullscreen')
    else this.run('xdotool', 'windowminimize', window)
  }

  /** The visible windows with this in their title. */
  windows(title: string): readonly string[] {
    return (this.run('xdotool', 'search', '--onlyvisible', '--name', title) ?? '').split('\n').filter(id => id !== '')
  }

  /** `width x height at x,y` of a window on the screen. */
  place(window: string): string {
    const said = this.run('xdotool', 'getwindowgeometry', '--shell', window) ?? ''
    const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(said)?.[1]
    return `${value('WIDTH')}x${value('HEIGHT')} at ${value('X')},${value('Y')}`
  }

  stop(): void {
    this.openbox.kill()
    this.display.stop()
    if (this.before === undefined) delete process.env.DISPLAY
    else process.env.DISPLAY = this.before
  }

  private run(program: string, ...args: string[]): string | undefined {
    try {
      const env = { ...process.env, DISPLAY: this.display.name }
      return execFileSync(program, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    } catch {
      // Nothing was found, or the program is not up yet.
      return undefined
    }
  }
}
