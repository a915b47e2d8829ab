import type { Tone } from '../shared/values.tsx'

/** How each owner of a reason looks. */
export const ownerTone: Record<string, Tone> = { service: 'active', finance: 'waiting', risk: 'danger', stock: 'waiting', product: 'quiet' }
