import { replayContract } from './replay.contract.ts'

replayContract()
