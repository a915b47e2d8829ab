import { useParams } from 'react-router'
import { Difference } from '../approvals/difference.tsx'
import { useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useOrganizations } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Exact, Facts, Section } from '../shared/values.tsx'
import { useAuditWords } from './audit-words.ts'
import type { ChangeRow } from './model.ts'
import { useText } from './text.ts'

/** One change: who, when, by which request, and what was before and after, field by field. */
export function Component() {
  const t = useText()
  const words = useAuditWords()
  const organizations = useOrganizations()
  const [chain, seq] = (useParams().change ?? '').split('.')
  const change = useApi<ChangeRow>(`/api/admin/changes/${chain}/${seq}`)
  if (change.isPending || change.isError)
    return (
      <DetailDrawer title={t('audit_title')}>
        {change.isError ? <Failure error={change.error} retry={() => void change.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  const row = change.data
  return (
    <DetailDrawer title={words.of(row)}>
      <Section title={row.subject_id}>
        <Facts
          items={[
            [t('by'), row.by_name],
            [t('at'), <Exact key="at" at={row.happened_at} />],
            [t('organization'), organizations.name(row.organization_id) || null],
            [t('route'), row.route],
            [t('request_id'), row.request_id],
            [
              t('hash'),
              <span key="hash" className="number">
                {row.hash.slice(0, 16)}…
              </span>,
            ],
          ]}
        />
      </Section>
      <Section title={t('change')}>
        <Difference before={row.before} after={row.after} />
      </Section>
    </DetailDrawer>
  )
}
