import { addFigures, broken, type Figures, figuresOf } from './figures.ts'
import type { OpenStores } from './hub-stores.ts'
import { judge } from './judge.ts'
import { live } from './live.ts'
import { planScript } from './plan-script.ts'
import type { Evidence, Sabotage } from './sabotage.ts'
import type { Profile, Script } from './script.ts'
import { shrink } from './shrink.ts'

export const daysOfScript = 5

export interface Lived {
  readonly figures: Figures
  readonly kinds: readonly string[]
  /** Empty where everything stands as it truly is. */
  readonly wrong: readonly string[]
}

/** Lives one script and says what came of it. */
export async function liveAndJudge(script: Script, sabotage: Sabotage = {}, open?: OpenStores): Promise<Lived> {
  const world = await live(script, sabotage, open)
  const { figures, kinds } = figuresOf(world, await judge(world), script.days, sabotage.evidence)
  return { figures, kinds, wrong: broken(figures, script.profile, sabotage.evidence) }
}

export interface Days {
  readonly figures: Figures
  readonly kinds: ReadonlySet<string>
  /** Seeds of scripts that went wrong. */
  readonly failing: readonly number[]
}

export interface HowToLive {
  readonly sabotage?: Sabotage
  readonly untilWrong?: boolean
  /** Where the hub keeps everything; in memory unless said. */
  readonly open?: OpenStores
}

/** Lives the scripts of these seeds one after the other. With `untilWrong` it stops at the first that goes wrong. */
export async function liveDays(
  seeds: readonly number[],
  profile: Profile,
  { sabotage = {}, untilWrong = false, open }: HowToLive = {},
): Promise<Days> {
  let figures: Figures = {}
  const kinds = new Set<string>()
  const failing: number[] = []
  for (const seed of seeds) {
    const script = planScript(seed, profile, daysOfScript)
    const lived = await liveAndJudge(script, sabotage, open)
    figures = addFigures(figures, lived.figures)
    for (const kind of lived.kinds) kinds.add(kind)
    // A bug is found only by days that are right without it.
    const isIts =
      lived.wrong.length > 0 && (!untilWrong || (await liveAndJudge(script, soundOf(sabotage), open)).wrong.length === 0)
    if (isIts) failing.push(seed)
    if (untilWrong && failing.length > 0) break
  }
  return { figures, kinds, failing }
}

/** The script of a seed that goes wrong, as short as it can be made and still go wrong for one of the same reasons. */
export async function shortest(seed: number, profile: Profile, evidence: Evidence = 'full'): Promise<Script> {
  const script = { ...planScript(seed, profile, daysOfScript), ...(evidence !== 'full' && { evidence }) }
  const reasons = named(await reliveSaved(script))
  return shrink(script, async shorter => named(await reliveSaved(shorter)).some(one => reasons.includes(one)))
}

/** What is wrong at the end of a saved script, with the evidence that it was saved with; of so few days every misplaced item counts. */
export async function reliveSaved(script: Script): Promise<readonly string[]> {
  const { evidence } = script
  const { wrong, figures } = await liveAndJudge(script, evidence ? { evidence } : {})
  const { misplaced = 0 } = figures
  return misplaced > 0 && !wrong.some(reason => reason.startsWith('misplaced')) ? [...wrong, `misplaced is ${misplaced}`] : wrong
}

/** The same world without the bug. */
function soundOf({ evidence, boards }: Sabotage): Sabotage {
  return { ...(evidence && { evidence }), ...(boards && { boards }) }
}

function named(wrong: readonly string[]): readonly string[] {
  return wrong.map(reason => reason.split(' ')[0]!)
}
