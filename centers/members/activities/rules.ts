/** Points for the nth day in a row; the last entry counts for all later days. */
export const checkInPoints = (days: readonly number[], streak: number): number => days[Math.min(streak, days.length) - 1] ?? 0

/** The prize a number from 0 to 9999 falls on; null where no prize stands. */
export function drawn<Prize extends { chance_bp: number }>(prizes: readonly Prize[], number: number): Prize | null {
  let upto = 0
  for (const prize of prizes) {
    upto += prize.chance_bp
    if (number < upto) return prize
  }
  return null
}
