import { PrinterOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { toSVG } from 'bwip-js'
import { codeOf, commands } from './scan/commands.ts'
import { useText } from './text.ts'
import './warehouse.css'

const draw = (text: string): string => toSVG({ bcid: 'code128', text, height: 12, includetext: false })

/** The barcodes of the desk: what one would press is scanned instead. */
export function Component() {
  const t = useText()
  const sheet = [
    ...commands.map((command) => [codeOf(command), t(`command_${command}`)] as const),
    ...[2, 3, 5, 10].map((n) => [`*${n}`, `× ${n}`] as const),
  ]
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('commands_title')}</h1>
        <p>{t('commands_hint')}</p>
        <div className="page-actions">
          <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
            {t('print_page')}
          </Button>
        </div>
      </header>
      <p className="faint">{t('times_hint')}</p>
      <div className="command-sheet">
        {sheet.map(([code, title]) => (
          <figure key={code}>
            {/* biome-ignore lint/security/noDangerouslySetInnerHtml: drawn here, from the words above */}
            <div dangerouslySetInnerHTML={{ __html: draw(code) }} />
            <figcaption>{title}</figcaption>
            <small>{code}</small>
          </figure>
        ))}
      </div>
    </div>
  )
}
