import { useText } from './text.ts'

/** Why a platform could not be asked: in words where the fault is known, with what it said beside it. */
export function Fault({ of }: { of: string }) {
  const t = useText()
  const code = of.split(':')[0]!
  const words = t.maybe(`fault_${code}`, '')
  return words ? (
    <>
      {words}
      <small className="faint" style={{ display: 'block', overflowWrap: 'anywhere' }}>
        {of}
      </small>
    </>
  ) : (
    <span style={{ overflowWrap: 'anywhere' }}>{of}</span>
  )
}
