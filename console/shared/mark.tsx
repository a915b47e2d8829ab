/** A gate drawn as two strokes that let a line through. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg className="mark" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="7" />
      <path d="M9 25V13c0-3.3 2-5.5 5-6M23 25V13c0-3.3-2-5.5-5-6" />
      <path className="line" d="M4.5 19h23" />
    </svg>
  )
}
