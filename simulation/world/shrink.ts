import type { Op, Script } from './script.ts'

/** The shortest script found that still goes wrong; asks `goesWrong` at most `most` times. */
export async function shrink(script: Script, goesWrong: (script: Script) => Promise<boolean>, most = 600): Promise<Script> {
  let asked = 0
  let ops: readonly Op[] = script.ops
  const wrongWith = async (some: readonly Op[]) => asked++ < most && goesWrong({ ...script, ops: some })
  for (let size = Math.ceil(ops.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < ops.length; ) {
      const without = [...ops.slice(0, from), ...ops.slice(from + size)]
      if (await wrongWith(without)) ops = without
      else from += size
    }
  }
  return { ...script, ops }
}
