import type { AnswerOf, RowOf } from '../shared/api.ts'
import type { Tone } from '../shared/values.tsx'

export type Interface = RowOf<'/api/admin/interfaces'>
export type InterfaceDetail = AnswerOf<'/api/admin/interfaces/{interface_id}'>
export type Call = RowOf<'/api/admin/interfaces/{interface_id}/calls'>
export type Letter = RowOf<'/api/admin/interface-letters'>

export type Health = 'off' | 'broken' | 'changed' | 'failing' | 'well' | 'never'

/** How it stands, the worst first. */
export function healthOf(one: Interface): Health {
  if (!one.active) return 'off'
  if (one.open_circuits > 0 || one.dead > 0) return 'broken'
  if (one.drifts > 0) return 'changed'
  if (one.calls === 0) return 'never'
  return one.failed > 0 ? 'failing' : 'well'
}
const tones: Record<Health, Tone> = { off: 'quiet', broken: 'danger', changed: 'danger', failing: 'waiting', well: 'done', never: 'quiet' }
export const toneOf = (one: Interface): Tone => tones[healthOf(one)]
export const inTrouble = (one: Interface): boolean => ['broken', 'changed', 'failing'].includes(healthOf(one))
/** `98.5 %`; failures are never rounded away. */
export const shareOf = (calls: number, failed: number): string =>
  `${calls === 0 ? '—' : Math.floor(((calls - failed) / calls) * 1000) / 10} %`
