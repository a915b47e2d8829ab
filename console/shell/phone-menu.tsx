import { Drawer } from 'antd'
import { Navigation } from './navigation.tsx'
import { useText } from './text.ts'

/** The navigation on a phone: a drawer over the page. */
export default function PhoneMenu({ close }: { close(): void }) {
  const t = useText()
  return (
    <Drawer open onClose={close} placement="left" size={264} title={t('product')} styles={{ body: { padding: 0 } }}>
      <div className="nav">
        <Navigation onGo={close} />
      </div>
    </Drawer>
  )
}
