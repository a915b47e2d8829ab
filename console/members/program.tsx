import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber, Select, Space, Switch } from 'antd'
import type { ReactNode } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { type AnswerOf, api, useApi } from '../shared/api.ts'
import { ApiForm } from '../shared/form.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { exactTime } from '../shared/time.ts'
import { Amount, Section, Status } from '../shared/values.tsx'
import { useText } from './text.ts'

type Program = AnswerOf<'/api/admin/programs'>['items'][number]
type Draft = Omit<Program, 'brand_id'>
const path = '/api/admin/programs'
const kinds = ['words', 'member_price', 'free_freight', 'birthday_points', 'service_line', 'early_access'] as const
const both = { zh: '', en: '' }
const fresh: Draft = {
  ...{ program_id: '', name: both, point_value_minor: 1, spend_limit_bp: 5_000, valid_years: 1, check_in_points: [2, 2, 3, 3, 5, 5, 10] },
  ...{ level_years: null, interests: [], plans: [] },
  levels: [{ level: 'normal', name: { zh: '普通会员', en: 'Member' }, growth_from: 0, earn_rate_bp: 10_000, benefits: [] }],
}

/** One program, whole: points, levels with their thresholds and benefits, paid memberships, interests. */
export function Component() {
  const t = useText()
  const inLanguage = useInLanguage()
  const { program_id } = useParams()
  const list = useApi<AnswerOf<'/api/admin/programs'>>(path, {}, { refetchOnWindowFocus: false })
  if (list.isPending) return <Skeleton />
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />
  const program = list.data.items.find((one) => one.program_id === program_id)
  if (!program && program_id) return <Notice drawing="search" title={t('program_lost')} />
  return (
    <div className="page narrow-page">
      <p>
        <Link to="/programs">{t('programs')}</Link>
      </p>
      <h1>{program ? inLanguage(program.name) : t('program_new')}</h1>
      <ProgramForm program={program} saved={() => void list.refetch()} />
      {program?.plans.map((plan) => (
        <Section key={plan.plan_id} title={`${t('buyers')} · ${inLanguage(plan.name)}`}>
          <Buyers plan_id={plan.plan_id} />
        </Section>
      ))}
    </div>
  )
}

/** A number kept in the smallest unit and typed in the one people use. */
const inUnits = (unit: number) => ({
  getValueProps: (value: unknown) => ({ value: typeof value === 'number' ? value / unit : value }),
  normalize: (value: unknown) => (typeof value === 'number' ? Math.round(value * unit) : value),
})
const wide = { width: '100%' }
const must = [{ required: true }]

function ProgramForm({ program, saved }: { program: Program | undefined; saved(): void }) {
  const t = useText()
  const tell = useTell()
  const navigate = useNavigate()
  const may = useMay()('programs.edit')
  const { brand_id: _brand, ...initial } = program ?? { ...fresh, brand_id: null }
  return (
    <ApiForm<Draft>
      name={`members.program.${program?.program_id ?? 'new'}`}
      initial={initial}
      inside={['programs', 0]}
      send={async (values) => {
        const { outcomes } = await api.put<{ outcomes: { id: string; status: string; detail?: string }[] }>(path, {
          programs: [clean(values)],
        })
        return outcomes[0]
      }}
      succeeded={({ status }) => status === 'saved'}
      done={() => {
        void tell.success(t('program_saved'))
        saved()
        void navigate('/programs')
      }}
    >
      {(form, busy) => (
        <>
          <Section title={t('program_rules')}>
            {program ? null : (
              <Form.Item name="program_id" label={t('program_id')} extra={t('program_id_hint')} rules={must}>
                <Input maxLength={64} />
              </Form.Item>
            )}
            <Two name="name" label={t('program_name')} />
            <Grid>
              <Form.Item name="point_value_minor" label={t('point_value')} rules={must}>
                <InputNumber min={1} max={10_000} precision={0} style={wide} />
              </Form.Item>
              <Form.Item name="spend_limit_bp" label={t('spend_limit')} rules={must} {...inUnits(100)}>
                <InputNumber min={0} max={100} style={wide} />
              </Form.Item>
              <Form.Item name="valid_years" label={t('valid_years')} rules={must}>
                <InputNumber min={1} max={10} precision={0} style={wide} />
              </Form.Item>
              <Form.Item name="level_years" label={t('level_years')} extra={t('level_years_hint')}>
                <InputNumber min={1} max={10} precision={0} style={wide} />
              </Form.Item>
            </Grid>
            <Form.Item
              name="check_in_points"
              label={t('check_in_points')}
              getValueProps={(value: number[]) => ({ value: value.map(String) })}
              normalize={(value: string[]) => value.map(Number).filter((one) => Number.isInteger(one) && one >= 0)}
            >
              <Select mode="tags" open={false} suffixIcon={null} style={wide} />
            </Form.Item>
          </Section>
          <Section title={t('levels')}>
            <p className="faint">{t('levels_hint')}</p>
            <Form.List name="levels">
              {(levels, { add, remove }) => (
                <>
                  {levels.map((level, i) => (
                    <Part key={level.key} remove={i > 0 ? () => remove(level.name) : null}>
                      <Two name={[level.name, 'name']} label={t('level_name')} />
                      <Grid>
                        <Form.Item name={[level.name, 'level']} label={t('level_code')} rules={must}>
                          <Input maxLength={64} />
                        </Form.Item>
                        <Form.Item name={[level.name, 'growth_from']} label={t('growth_from')} rules={must}>
                          <InputNumber min={0} precision={0} disabled={i === 0} style={wide} />
                        </Form.Item>
                        <Form.Item name={[level.name, 'earn_rate_bp']} label={t('earn_rate')} rules={must} {...inUnits(10_000)}>
                          <InputNumber min={0} max={100} step={0.1} style={wide} />
                        </Form.Item>
                      </Grid>
                      <Benefits name={[level.name, 'benefits']} at={['levels', level.name, 'benefits']} />
                    </Part>
                  ))}
                  <Button
                    type="dashed"
                    icon={<PlusOutlined />}
                    onClick={() => add({ level: '', name: both, growth_from: null, earn_rate_bp: 10_000, benefits: [] })}
                  >
                    {t('level_add')}
                  </Button>
                </>
              )}
            </Form.List>
          </Section>
          <Section title={t('plans')}>
            <p className="faint">{t('plans_hint')}</p>
            <Form.List name="plans">
              {(plans, { add, remove }) => (
                <>
                  {plans.map((plan) => (
                    <Part
                      key={plan.key}
                      remove={
                        program?.plans.some(({ plan_id }) => plan_id === form.getFieldValue(['plans', plan.name, 'plan_id']))
                          ? null
                          : () => remove(plan.name)
                      }
                    >
                      <Two name={[plan.name, 'name']} label={t('plan_name')} />
                      <Grid>
                        <Form.Item name={[plan.name, 'plan_id']} label={t('plan_code')} rules={must}>
                          <Input maxLength={64} />
                        </Form.Item>
                        <Form.Item name={[plan.name, 'price_minor']} label={t('plan_price')} rules={must} {...inUnits(100)}>
                          <InputNumber min={0.01} precision={2} prefix="¥" style={wide} />
                        </Form.Item>
                        <Form.Item name={[plan.name, 'months']} label={t('plan_months')} rules={must}>
                          <InputNumber min={1} max={36} precision={0} style={wide} />
                        </Form.Item>
                        <Form.Item
                          name={[plan.name, 'refund_days']}
                          label={t('plan_refund_days')}
                          extra={t('plan_refund_hint')}
                          rules={must}
                        >
                          <InputNumber min={0} max={90} precision={0} style={wide} />
                        </Form.Item>
                        <LevelChoice name={plan.name} />
                        <Form.Item name={[plan.name, 'sku_id']} label={t('plan_sku')} extra={t('plan_sku_hint')}>
                          <Input maxLength={40} allowClear />
                        </Form.Item>
                        <Form.Item name={[plan.name, 'on_sale']} label={t('plan_on_sale')} valuePropName="checked">
                          <Switch />
                        </Form.Item>
                      </Grid>
                      <Benefits name={[plan.name, 'benefits']} at={['plans', plan.name, 'benefits']} />
                    </Part>
                  ))}
                  <Button
                    type="dashed"
                    icon={<PlusOutlined />}
                    onClick={() =>
                      add({
                        plan_id: '',
                        name: both,
                        currency: 'CNY',
                        price_minor: null,
                        months: 12,
                        refund_days: 7,
                        level: null,
                        benefits: [],
                        sku_id: null,
                        on_sale: true,
                      })
                    }
                  >
                    {t('plan_add')}
                  </Button>
                </>
              )}
            </Form.List>
          </Section>
          <Section title={t('interests')}>
            <p className="faint">{t('interests_hint')}</p>
            <Form.List name="interests">
              {(fields, { add, remove }) => (
                <>
                  {fields.map((field) => (
                    <div key={field.key} style={{ display: 'flex', gap: 8 }}>
                      <div style={{ flex: 1 }}>
                        <Two name={field.name} label={t('interests')} bare />
                      </div>
                      <Button type="text" icon={<DeleteOutlined />} aria-label={t('remove')} onClick={() => remove(field.name)} />
                    </div>
                  ))}
                  <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => add(both)}>
                    {t('interest_add')}
                  </Button>
                </>
              )}
            </Form.List>
          </Section>
          {may ? (
            <Button type="primary" htmlType="submit" loading={busy} style={{ marginTop: 16 }}>
              {t('program_save')}
            </Button>
          ) : null}
        </>
      )}
    </ApiForm>
  )
}

/** Only what belongs to the kind of a benefit is sent. */
function clean(values: Draft): Draft {
  const needs: Record<string, string | undefined> = {
    ...{ member_price: 'off_bp', free_freight: 'from_minor', birthday_points: 'points', service_line: 'contact', early_access: 'hours' },
  }
  const benefits = (list: Draft['levels'][number]['benefits'] = []) =>
    list.map((one) => {
      const need = needs[one.kind ?? 'words']
      return {
        zh: one.zh,
        en: one.en,
        ...(one.kind && one.kind !== 'words' ? { kind: one.kind } : {}),
        ...(need ? { [need]: one[need as keyof typeof one] } : {}),
      }
    }) as Draft['levels'][number]['benefits']
  return {
    ...values,
    level_years: values.level_years ?? null,
    levels: values.levels.map((level) => ({ ...level, benefits: benefits(level.benefits) })),
    plans: values.plans.map((plan) => ({
      ...plan,
      level: plan.level || null,
      sku_id: plan.sku_id?.trim() || null,
      benefits: benefits(plan.benefits),
    })),
  }
}

const Grid = ({ children }: { children: ReactNode }) => (
  <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(150px, 1fr))', columnGap: 12 }}>{children}</div>
)

function Part({ children, remove }: { children: ReactNode; remove: (() => void) | null }) {
  const t = useText()
  return (
    <div style={{ display: 'flex', gap: 8, borderLeft: '2px solid var(--line)', paddingLeft: 12, marginBottom: 20 }}>
      <div style={{ flex: 1, minWidth: 0 }}>{children}</div>
      {remove ? <Button type="text" icon={<DeleteOutlined />} aria-label={t('remove')} onClick={remove} /> : null}
    </div>
  )
}

function Two({ name, label, bare }: { name: string | number | (string | number)[]; label: string; bare?: boolean }) {
  const t = useText()
  const inputs = (
    <Space.Compact style={wide}>
      {(['zh', 'en'] as const).map((lang) => (
        <Form.Item key={lang} name={[...[name].flat(), lang]} style={{ width: '50%', marginBottom: 8 }} rules={must}>
          <Input placeholder={t(lang)} aria-label={`${label} ${t(lang)}`} maxLength={80} />
        </Form.Item>
      ))}
    </Space.Compact>
  )
  return bare ? (
    inputs
  ) : (
    <div className="field">
      <span>{label}</span>
      {inputs}
    </div>
  )
}

function LevelChoice({ name }: { name: number }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const levels = (Form.useWatch('levels') ?? []) as Draft['levels']
  return (
    <Form.Item name={[name, 'level']} label={t('plan_level')}>
      <Select
        allowClear
        style={wide}
        placeholder={t('plan_level_none')}
        options={levels.filter(Boolean).map(({ level, name: called }) => ({ value: level, label: inLanguage(called) }))}
      />
    </Form.Item>
  )
}

function Benefits({ name, at }: { name: (string | number)[]; at: (string | number)[] }) {
  const t = useText()
  return (
    <Form.List name={name}>
      {(fields, { add, remove }) => (
        <div style={{ display: 'grid', gap: 4 }}>
          {fields.map((field) => (
            <div key={field.key} style={{ display: 'flex', gap: 8, flexWrap: 'wrap', alignItems: 'start' }}>
              <Form.Item
                name={[field.name, 'kind']}
                style={{ flex: '0 0 130px', marginBottom: 8 }}
                getValueProps={(value) => ({ value: value ?? 'words' })}
              >
                <Select aria-label={t('benefit')} options={kinds.map((value) => ({ value, label: t(`benefit_${value}`) }))} />
              </Form.Item>
              <BenefitFigure name={field.name} at={[...at, field.name]} />
              <div style={{ flex: '1 1 220px' }}>
                <Two name={field.name} label={t('benefit')} bare />
              </div>
              <Button type="text" icon={<DeleteOutlined />} aria-label={t('remove')} onClick={() => remove(field.name)} />
            </div>
          ))}
          <div>
            <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => add({ ...both, kind: 'words' })}>
              {t('benefit_add')}
            </Button>
          </div>
        </div>
      )}
    </Form.List>
  )
}

function BenefitFigure({ name, at }: { name: number; at: (string | number)[] }) {
  const t = useText()
  const kind = Form.useWatch([...at, 'kind']) as string | undefined
  const style = { flex: '0 0 130px', marginBottom: 8 }
  if (kind === 'member_price')
    return (
      <Form.Item name={[name, 'off_bp']} style={style} rules={must} {...inUnits(100)}>
        <InputNumber min={0.01} max={90} suffix="%" aria-label={t('figure_off')} placeholder={t('figure_off')} style={wide} />
      </Form.Item>
    )
  if (kind === 'free_freight')
    return (
      <Form.Item name={[name, 'from_minor']} style={style} rules={must} {...inUnits(100)}>
        <InputNumber min={0} prefix="¥" aria-label={t('figure_from')} placeholder={t('figure_from')} style={wide} />
      </Form.Item>
    )
  if (kind === 'birthday_points')
    return (
      <Form.Item name={[name, 'points']} style={style} rules={must}>
        <InputNumber min={1} precision={0} aria-label={t('figure_points')} placeholder={t('figure_points')} style={wide} />
      </Form.Item>
    )
  if (kind === 'early_access')
    return (
      <Form.Item name={[name, 'hours']} style={style} rules={must}>
        <InputNumber min={1} max={720} precision={0} aria-label={t('figure_hours')} placeholder={t('figure_hours')} style={wide} />
      </Form.Item>
    )
  if (kind === 'service_line')
    return (
      <Form.Item name={[name, 'contact']} style={style} rules={must}>
        <Input maxLength={40} aria-label={t('figure_contact')} placeholder={t('figure_contact')} />
      </Form.Item>
    )
  return null
}

function Buyers({ plan_id }: { plan_id: string }) {
  const t = useText()
  const list = useApi<AnswerOf<'/api/admin/plans/{plan_id}/memberships'>>(`/api/admin/plans/${plan_id}/memberships`, { limit: 50 })
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />
  if (!list.data) return <Skeleton />
  if (list.data.items.length === 0) return <p className="faint">{t('buyers_none')}</p>
  return (
    <ul style={{ listStyle: 'none', padding: 0, margin: 0 }}>
      {list.data.items.map((one) => (
        <li key={one.membership_id} className="card-row">
          <span>
            <Link to={`/members/${one.member_id}`}>{one.name}</Link>{' '}
            <small className="faint">
              {exactTime(one.starts_at)} – {exactTime(one.ends_at)}
            </small>
          </span>
          {one.refunded_at ? (
            <Status tone="quiet">{t('buyer_refunded')}</Status>
          ) : (
            <Amount minor={one.price_minor} currency={one.currency} strong />
          )}
        </li>
      ))}
    </ul>
  )
}
