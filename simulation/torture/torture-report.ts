/** What a run found, as it is written to `--json`. All but the first two must be 0. */
export interface TortureReport {
  rounds: number
  /** Distinct entries that the page had painted as done. */
  acknowledged: number
  /** Acknowledged, and not in a copy of the journal at a later start, or not at the hub at the end. */
  missing: number
  /** There twice, or recorded more often than somebody acted. */
  doubled: number
  /** Forks that no start told of, or that have no entry in the journal. */
  forks_unreported: number
  /** Green verdicts for which the kernel saw no sync of a copy. */
  unsynced: number
  /** Rounds in which the desk did not open, or did not answer. */
  stuck: number
  commit: string
  host: string
  seed: number
  sabotage: string
  forks_made: number
  /** Green verdicts whose syncs were counted. */
  synced_verdicts: number
  database_syncs: number
  file_syncs: number
  seconds: number
}

/** One line for each promise that was broken. */
export function broken(report: TortureReport): readonly string[] {
  const { missing, doubled, forks_unreported, unsynced, stuck, synced_verdicts } = report
  return [
    missing > 0 && `${missing} acknowledged entries are missing`,
    doubled > 0 && `${doubled} entries are there twice`,
    forks_unreported > 0 && `${forks_unreported} forks were not told`,
    unsynced > 0 && `${unsynced} green verdicts came without a sync of each copy`,
    stuck > 0 && `the desk was stuck in ${stuck} rounds`,
    synced_verdicts === 0 && 'no sync could be counted (strace is needed: apt-get install strace)',
  ].filter(line => line !== false)
}
