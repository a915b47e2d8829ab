import { useCarriers, useNodes } from '../shared/names.ts'
import { Amount, Status, type Tone } from '../shared/values.tsx'
import type { ChoiceRow } from './model.ts'
import { useText } from './text.ts'

const toneOf = (verdict: string): Tone =>
  verdict === 'chosen' ? 'done' : verdict === 'costs_more' || verdict === 'would_split' ? 'quiet' : 'waiting'
type Shown = Pick<ChoiceRow, 'parcels' | 'nodes' | 'cost_minor' | 'before_minor'>

/** Why an order leaves from where it does: each parcel with what it costs, and each other node with why not. */
export function Why({ choice }: { choice: Shown }) {
  const t = useText()
  const nodes = useNodes()
  const carriers = useCarriers()
  return (
    <div className="why">
      <ul className="rows">
        {choice.parcels.map((parcel) => (
          <li key={parcel.node_id} style={{ flexWrap: 'wrap' }}>
            <span className="strong">{nodes.name(parcel.node_id)}</span>
            <span className="faint">
              {parcel.parts
                ? parcel.parts.map(({ line_no, quantity }) => t('some_of_line', { line: line_no, quantity })).join('、')
                : t('lines', { lines: parcel.line_nos.join('、') })}
            </span>
            {parcel.km === null ? null : <span className="faint">{t('km', { km: parcel.km })}</span>}
            {parcel.days === null ? null : <span className="faint">{t('days', { days: parcel.days })}</span>}
            <span className="faint">{parcel.carrier_id ? carriers.name(parcel.carrier_id) : t('estimated')}</span>
            <span className="spring" />
            <Parts parcel={parcel} />
          </li>
        ))}
      </ul>
      <div className="plain-scroll">
        <table className="plain">
          <thead>
            <tr>
              <th>{t('node')}</th>
              <th>{t('verdict')}</th>
              <th className="right">{t('km', { km: '' })}</th>
              <th className="right">{t('whole_cost')}</th>
            </tr>
          </thead>
          <tbody>
            {[...choice.nodes]
              .sort((a, b) => rank(a) - rank(b))
              .map((node) => (
                <tr key={node.node_id} className={node.verdict === 'chosen' ? undefined : 'light'}>
                  <td>{nodes.name(node.node_id)}</td>
                  <td>
                    <Status tone={toneOf(node.verdict)}>{t(`verdict_${node.verdict}`)}</Status>
                    {node.verdict === 'would_split' ? (
                      <span className="faint"> {t('lines', { lines: node.line_nos.join('、') })}</span>
                    ) : null}
                  </td>
                  <td className="right number">{node.km ?? '—'}</td>
                  <td className="right">
                    <Amount minor={node.cost_minor} />
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

const order = ['chosen', 'costs_more', 'would_split', 'taken_by_others', 'capacity_full']
const rank = ({ verdict, cost_minor, km }: ChoiceRow['nodes'][number]): number =>
  (order.indexOf(verdict) < 0 ? order.length : order.indexOf(verdict)) * 1e9 + (cost_minor ?? km ?? 1e6)

function Parts({ parcel }: { parcel: ChoiceRow['parcels'][number] }) {
  const t = useText()
  const parts = (['freight', 'distance', 'time', 'handling', 'stock'] as const).filter((part) => parcel[`${part}_minor`] !== 0)
  return (
    <span className="parts">
      {parts.map((part) => (
        <span key={part}>
          <span className="faint">{t(`part_${part}`)}</span> <Amount minor={parcel[`${part}_minor`]} />
        </span>
      ))}
    </span>
  )
}
