import { Link } from 'react-router'
import { useText } from './text.ts'

/** Which page shows what a `ref` names; a center adds its own line. */
const pages: Record<string, (id: string) => string> = {
  'orders.order': (id) => `/orders/${id}?state=*`,
}

/** What caused a transaction, as a link to it. Where no page shows the cause, everything booked for it. */
export function Cause({ cause }: { cause: string }) {
  const t = useText()
  const [noun = '', id = ''] = [cause.slice(0, cause.indexOf(':')), cause.slice(cause.indexOf(':') + 1)]
  const to = pages[noun]?.(id) ?? `/ledger/causes?ref=${encodeURIComponent(cause)}`
  return (
    <Link to={to} title={cause}>
      {t.maybe(`cause_${noun}`, noun)} <span className="code">{id.length > 13 ? `…${id.slice(-8)}` : id}</span>
    </Link>
  )
}
