import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { type AnswerOf, useApi } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { Amount } from '../shared/values.tsx'
import { useText } from './text.ts'

/** Programs: what a point is worth, which levels there are, what they give, and which memberships are sold. */
export function Component() {
  const t = useText()
  const inLanguage = useInLanguage()
  const navigate = useNavigate()
  const may = useMay()('programs.edit')
  const list = useApi<AnswerOf<'/api/admin/programs'>>('/api/admin/programs')
  if (list.isPending) return <Skeleton />
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('programs')}</h1>
        <p>{t('programs_hint')}</p>
        {may ? (
          <div className="page-actions">
            <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('/programs/new')}>
              {t('program_new')}
            </Button>
          </div>
        ) : null}
      </div>
      {list.data.items.length === 0 ? <Notice drawing="empty" title={t('programs_empty')} /> : null}
      {list.data.items.map((program) => (
        <section key={program.program_id} className="panel">
          <div className="card-row" style={{ alignItems: 'start' }}>
            <span style={{ display: 'grid', gap: 4, minWidth: 0 }}>
              <Link className="strong" to={`/programs/${program.program_id}`}>
                {inLanguage(program.name)}
              </Link>
              <span className="faint">
                {program.levels.map(({ name, growth_from }) => `${inLanguage(name)} ${growth_from.toLocaleString('en-US')}+`).join(' · ')}
              </span>
              {program.plans
                .filter(({ on_sale }) => on_sale)
                .map((plan) => (
                  <span key={plan.plan_id}>
                    {inLanguage(plan.name)} <Amount minor={plan.price_minor} currency={plan.currency} strong />
                  </span>
                ))}
            </span>
            <Button size="small" onClick={() => void navigate(`/programs/${program.program_id}`)}>
              {t(may ? 'edit' : 'look')}
            </Button>
          </div>
        </section>
      ))}
    </div>
  )
}
