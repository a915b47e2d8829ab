import { cancelCustodySpeech, sendSpeech, stockSpeech } from '../custody/write.ts'
import { noticeSpeech, withdrawSpeech } from '../notices/write.ts'
import { cancelPickupSpeech, placeSpeech } from '../pickups/write.ts'
import { querySpeech, subscribeSpeech } from '../tracks/speech.ts'
import { askSpeech, cancelSpeech } from '../waybills/speech.ts'
import type { Speech } from './speak.ts'

/** Everything this center says to partners. */
export const speeches: readonly Speech[] = [
  askSpeech,
  cancelSpeech,
  subscribeSpeech,
  querySpeech,
  placeSpeech,
  cancelPickupSpeech,
  sendSpeech,
  cancelCustodySpeech,
  stockSpeech,
  noticeSpeech,
  withdrawSpeech,
]
