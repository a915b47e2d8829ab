import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, InputNumber, Select, Switch } from 'antd'
import { Link, useParams } from 'react-router'
import { api, type Page, type RowOf, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Section, Status } from '../shared/values.tsx'
import { useGoodsName } from './goods.tsx'
import type { BinRow } from './model.ts'
import { usePlacesText } from './places-text.ts'

type Zone = RowOf<'/api/admin/warehouse/zones'>
type Draft = { zone_code: string; path_no: number; capacity_pieces: number | null; open: boolean }

/** One bin: where it is on the way, what it takes, what lies in it. */
export function Component() {
  const t = usePlacesText()
  const { row_id = '' } = useParams()
  const [node_id = '', code = ''] = row_id.split(' ')
  const { data, error, refetch } = useApi<Page<BinRow>>('/api/admin/warehouse/bins', { node_id, q: code, limit: 50 })
  const bin = data?.items.find((one) => one.code === code)
  if (!bin)
    return (
      <DetailDrawer title={code}>
        {error ? <Failure error={error} retry={() => void refetch()} /> : data ? <p className="faint">{t('no_labels')}</p> : <Skeleton />}
      </DetailDrawer>
    )
  return <Bin key={row_id} bin={bin} />
}

function Bin({ bin }: { bin: BinRow }) {
  const t = usePlacesText()
  const may = useMay()
  const tell = useTell()
  const nodes = useNodes()
  const goodsName = useGoodsName()
  const inLanguage = useInLanguage()
  const around = useListAround()
  const queries = useQueryClient()
  const zones = useApi<{ items: Zone[] }>('/api/admin/warehouse/zones', { node_id: bin.node_id })
  const { node_id, code } = bin
  const own = bin.purpose !== 'storage' && bin.zone_code === code
  return (
    <DetailDrawer
      title={<span className="number">{code}</span>}
      status={<Status tone={bin.closed ? 'quiet' : 'done'}>{t(bin.closed ? 'turned_off' : 'in_use')}</Status>}
    >
      <p className="faint" style={{ paddingTop: 12 }}>
        {nodes.name(node_id)} · {t(`purpose_${bin.purpose as 'storage'}`)}
      </p>
      {own || !may('warehouse.plan') ? null : (
        <ApiForm<Draft>
          name={`warehouse.bin.${node_id}.${code}`}
          initial={{ zone_code: bin.zone_code, path_no: bin.path_no, capacity_pieces: bin.capacity_pieces, open: !bin.closed }}
          inside={['bins', 0]}
          send={async ({ open, zone_code, path_no, capacity_pieces }) =>
            (
              await api.batch('/api/admin/warehouse/bins', {
                bins: [{ node_id, code, zone_code, path_no, capacity_pieces, closed: !open }],
              })
            )[0]
          }
          succeeded={({ status }) => status === 'saved'}
          reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
          done={() => {
            void tell.success(t('saved'))
            void queries.invalidateQueries({ queryKey: ['/api/admin/warehouse/bins'] })
            void around?.refresh()
          }}
        >
          {(_form, busy) => (
            <>
              <div className="two">
                <Form.Item name="zone_code" label={t('zone')} rules={[{ required: true }]}>
                  <Select
                    options={(zones.data?.items ?? []).map((zone) => ({
                      value: zone.code,
                      label: `${zone.code} ${inLanguage(zone.name)}`,
                    }))}
                  />
                </Form.Item>
                <Form.Item name="path_no" label={t('path_no')} rules={[{ required: true }]}>
                  <InputNumber min={0} max={1_000_000} precision={0} style={{ width: '100%' }} />
                </Form.Item>
                <Form.Item name="capacity_pieces" label={t('capacity_pieces')}>
                  <InputNumber min={1} max={1_000_000} precision={0} style={{ width: '100%' }} />
                </Form.Item>
                <Form.Item name="open" label={t('in_use')} valuePropName="checked">
                  <Switch />
                </Form.Item>
              </div>
              <Button type="primary" htmlType="submit" loading={busy}>
                {t('save')}
              </Button>
            </>
          )}
        </ApiForm>
      )}
      <Section title={t('lies_here')}>
        {bin.contents.length === 0 ? <p className="faint">{t('nothing_here')}</p> : null}
        <ul className="rows">
          {bin.contents.map((one) => (
            <li key={`${one.sku_id} ${one.lot}`}>
              <span style={{ flex: 1 }}>{goodsName(one)}</span>
              {one.lot ? (
                <Link to={`/warehouse-recall?sku_id=${encodeURIComponent(one.sku_id)}&lot=${encodeURIComponent(one.lot)}`}>
                  {one.lot} {one.expires_on ?? ''}
                </Link>
              ) : null}
              <b className="number">×{one.quantity}</b>
            </li>
          ))}
        </ul>
        {bin.contents.length > 0 && may('warehouse.work') ? (
          <Link to={`/warehouse-shelve?mode=move&bin=${code}`}>{t('move_out')}</Link>
        ) : null}
      </Section>
    </DetailDrawer>
  )
}
