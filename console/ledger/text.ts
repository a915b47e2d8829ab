import { defineText } from '../shared/text.ts'

export const useText = defineText(
  'ledger',
  {
    none_booked: '还没有分录。',
  },
  {
    none_booked: 'Nothing booked yet.',
  },
)
