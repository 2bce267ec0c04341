import { Finding, type FuzzTarget } from '../hardware/fuzz/fuzz-target.ts'
import type { Random } from '../hardware/fuzz/random.ts'
import { type KocAct, kocHead, kocLine, readKoc } from '../sync/protocol/koc-lines.ts'

/** Whole files with a line of garbage among them, or nothing but garbage: whole lines come out as they went in. */
export const fuzzKoc: FuzzTarget = {
  name: 'koc',
  async round(random) {
    const lines = Array.from({ length: random.below(8) }, () => ({ at: aTime(random), ...anAct(random) }))
    const texts = lines.map(({ at, ...act }) => kocLine(at, act))
    const spoilt = random.below(2) === 0 ? random.below(texts.length + 1) : -1
    if (spoilt >= 0) texts.splice(spoilt, 0, `x${random.text('\t0123-: issue', random.below(40))}`)
    const { acts, left } = readKoc([kocHead('1'), ...texts].join(random.one(['\n', '\r\n'])))
    const came = acts.map(({ line: _, ...act }) => act)
    if (JSON.stringify(came) !== JSON.stringify(lines.map(({ at, ...act }) => ({ at, ...act }))))
      throw new Finding(`${JSON.stringify(lines)} came out as ${JSON.stringify(came)}`)
    if (left.length !== (spoilt >= 0 ? 1 : 0)) throw new Finding(`${left.length} lines were left out`)
    const garbage = readKoc(
      `Version=1.0\n${random.text('\t\n\r0123456789-: issuereturnpayment.\u0000\uFEFF', random.below(300))}`,
    )
    for (const { at } of garbage.acts) if (Number.isNaN(Date.parse(`${at}Z`))) throw new Finding(`a time that is none: ${at}`)
  },
}

function aTime(random: Random): string {
  const two = (below: number, from = 0) => String(from + random.below(below)).padStart(2, '0')
  return `20${two(90, 10)}-${two(12, 1)}-${two(28, 1)}T${two(24)}:${two(60)}:${two(60)}.${String(random.below(1000)).padStart(3, '0')}`
}

function anAct(random: Random): KocAct {
  const number = () => random.text('ABZ019.$/+%-', 1 + random.below(20)) || 'A'
  const command = random.one(['issue', 'return', 'payment'] as const)
  if (command === 'return') return { command, barcode: number() }
  return command === 'issue'
    ? { command, card: number(), barcode: number() }
    : { command, card: number(), cents: random.below(99_999) }
}
