import { PrinterOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useParams } from 'react-router'
import { type AnswerOf, useApi } from '../shared/api.ts'
import { useCarriers, useNodes } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { exactTime } from '../shared/time.ts'
import { useText } from './text.ts'
import './warehouse.css'

/** What a courier takes along, on paper, with the place of his signature. */
export function Component() {
  const t = useText()
  const carriers = useCarriers()
  const nodes = useNodes()
  const { id = '' } = useParams()
  const { data, error, refetch } = useApi<AnswerOf<'/api/admin/warehouse/manifests/{id}'>>(`/api/admin/warehouse/manifests/${id}`)
  if (!data) return error ? <Failure error={error} retry={() => void refetch()} /> : <Skeleton />
  const { manifest, boxes } = data
  return (
    <div className="page manifest">
      <header className="page-head">
        <h1>
          {t('manifests')} <span className="number">{manifest.manifest_no}</span>
        </h1>
        <p>
          {nodes.name(manifest.node_id)} · {carriers.name(manifest.carrier_id)} · {exactTime(manifest.made_at)}
        </p>
        <div className="page-actions">
          <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
            {t('print_page')}
          </Button>
        </div>
      </header>
      <table className="plain-table">
        <thead>
          <tr>
            <th>#</th>
            <th>{t('waybill_no')}</th>
            <th>{t('order_no')}</th>
            <th>{t('scale')}</th>
          </tr>
        </thead>
        <tbody>
          {boxes.map((box, i) => (
            <tr key={box.id}>
              <td>{i + 1}</td>
              <td className="number">{box.waybill_no}</td>
              <td className="number">{box.order_no}</td>
              <td className="number">{box.weight_grams ?? '—'}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th colSpan={3}>
              {t('pieces')} {manifest.boxes}
            </th>
            <th className="number">{manifest.weight_grams}</th>
          </tr>
        </tfoot>
      </table>
      <p className="signature">
        <span>
          {t('handed_by')} {manifest.made_by}
        </span>
        <span>
          {t('courier')} {manifest.courier ?? ''} ____________________
        </span>
        <span>{t('signed_at')} ____________________</span>
      </p>
    </div>
  )
}
