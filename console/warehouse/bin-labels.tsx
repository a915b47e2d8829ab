import { PrinterOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import { toSVG } from 'bwip-js'
import { useMemo } from 'react'
import { useRemembered } from '../shared/remembered.ts'
import { Notice } from '../shared/states.tsx'
import { usePlacesText } from './places-text.ts'
import './warehouse.css'

const key = 'tongshang.bin_labels'
/** Which bins are printed next: the list remembers them for this page. */
export const chooseBinLabels = (codes: readonly string[]): void => sessionStorage.setItem(key, JSON.stringify(codes))

const sizes = ['60×40', '100×50'] as const
const draw = (text: string): string => toSVG({ bcid: 'code128', text, height: 14, includetext: false })

/** Labels for the racks, one a bin, in the order of the way. */
export function Component() {
  const t = usePlacesText()
  const [size, setSize] = useRemembered<(typeof sizes)[number]>('warehouse.bin_label', '60×40')
  const codes = useMemo(() => JSON.parse(sessionStorage.getItem(key) ?? '[]') as string[], [])
  if (codes.length === 0) return <Notice drawing="empty" title={t('no_labels')} hint={t('no_labels_hint')} />
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('labels_title')}</h1>
        <p>{t('labels_hint')}</p>
        <div className="page-actions">
          <Segmented aria-label={t('label_size')} value={size} onChange={setSize} options={[...sizes]} />
          <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
            {t('print')}
          </Button>
        </div>
      </header>
      <div className="bin-labels" data-size={size}>
        {codes.map((code) => (
          <figure key={code}>
            {/* biome-ignore lint/security/noDangerouslySetInnerHtml: drawn here, from the bin's own code */}
            <div dangerouslySetInnerHTML={{ __html: draw(code) }} />
            <figcaption>{code}</figcaption>
          </figure>
        ))}
      </div>
    </div>
  )
}
