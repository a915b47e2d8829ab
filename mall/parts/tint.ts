/** Pavilions differ by a quiet tint; the palette has five and begins again. */
export const tintOf = (place: number): string => `var(--tint-${(place % 5) + 1})`
