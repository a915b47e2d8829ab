import { signRequest, signSimply } from '/developers/sign.js'

// Key and secret stay in this page: they are signed with here and sent nowhere.
const form = document.querySelector('form')
const words = document.body.dataset
const field = (name) => form.elements[name]

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const now = Date.now()
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) & 0xff
  bytes[6] = (bytes[6] & 0x0f) | 0x70
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

const bodies = {
  'POST /api/open/echo': () => ({ hello: '世界' }),
  'POST /api/open/orders': () => ({
    orders: [
      {
        ...{ id: newId(), channel_id: 'sandbox', external_no: `TRY-${Date.now()}`, currency: 'CNY', placed_at: new Date().toISOString() },
        lines: [{ sku_id: field('sku').value || 'SKU', quantity: 1, unit_minor: 9900, amount_minor: 9900 }],
        ...{ freight_minor: 0, buyer_name: '林小满', buyer_phone: '13800001234' },
        address: { province: '重庆市', city: '', district: '渝中区', street: '解放碑步行街 1 号' },
      },
    ],
  }),
}

const prepare = () => {
  const make = bodies[field('call').value]
  field('body').closest('label').hidden = !make
  field('body').value = make ? JSON.stringify(make(), null, 1) : ''
  field('sku').closest('label').hidden = field('call').value !== 'POST /api/open/orders'
}
field('call').addEventListener('change', prepare)
field('sku').addEventListener('change', prepare)
prepare()

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const [method, path] = field('call').value.split(' ')
  const body = method === 'POST' ? field('body').value : undefined
  const url = new URL(path, location.origin).href
  const key = { key_id: field('key_id').value.trim(), secret: field('secret').value.trim() }
  const [status, shown] = [document.querySelector('#status'), document.querySelector('#answer')]
  const button = form.querySelector('button')
  button.disabled = true
  try {
    const headers = await (field('form').value === 'simple' ? signSimply : signRequest)({ method, url, body }, key)
    const began = performance.now()
    const response = await fetch(url, {
      method,
      credentials: 'omit',
      headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      body,
    })
    const text = await response.text()
    const ms = Math.round(performance.now() - began)
    status.textContent = `HTTP ${response.status} · ${ms} ms`
    status.className = `status ${response.ok ? 'ok' : 'bad'}`
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    let answer = text
    try {
      answer = JSON.stringify(JSON.parse(text), null, 1)
    } catch {}
    shown.textContent = `${method} ${path}\n${lines.join('\n')}\n\n${answer}`
  } catch (error) {
    status.textContent = error instanceof DOMException ? words.secretWrong : words.unreachable
    status.className = 'status bad'
    // The browser's own sentence about a secret it cannot decode says nothing to anybody.
    shown.textContent = error instanceof DOMException ? '' : String(error.message ?? error)
  } finally {
    button.disabled = false
    document.querySelector('#result').hidden = false
  }
})
