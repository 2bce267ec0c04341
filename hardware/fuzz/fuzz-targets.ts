import { fuzzLabels } from './fuzz-labels.ts'
import { fuzzPrinter } from './fuzz-printer.ts'
import { fuzzReaders } from './fuzz-readers.ts'
import { fuzzTags } from './fuzz-tags.ts'
import type { FuzzTarget } from './fuzz-target.ts'

/** Every parser of devices' bytes that can be fuzzed, by name. */
export const fuzzTargets = new Map<string, FuzzTarget>(
  [fuzzTags, ...fuzzReaders, fuzzLabels, fuzzPrinter].map(target => [target.name, target]),
)
