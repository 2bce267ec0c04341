import { replayActsContract } from './replay-acts.contract.ts'

replayActsContract()
