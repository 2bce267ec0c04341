import type { Branch } from '../../../../circulation/place.ts'
import { branches } from '../places.ts'

/** As many as the libraries of a province have. */
export const branchCount = 70

/** Those of the demo first, its buses at their head. */
export function sizeBranch(number: number): string {
  return ['PYS1AU', 'PYS2AU', 'PYS', 'LAH', 'MET'][number] ?? `K${String(number).padStart(2, '0')}`
}

/** All of them, as the settings name them. */
export function sizeBranches(): readonly Branch[] {
  const more = Array.from({ length: branchCount }, (_, number) => sizeBranch(number)).filter(code => code.startsWith('K'))
  const library = branches.find(({ kind }) => kind === 'library')!
  return [...branches, ...more.map(code => ({ ...library, branch: code, name: `Kirjasto ${code.slice(1)}` }))]
}
