type State = 'none' | 'off' | 'on' | 'denied'

const registration = async (): Promise<ServiceWorkerRegistration | undefined> =>
  'serviceWorker' in navigator && 'PushManager' in window ? await navigator.serviceWorker.getRegistration('/') : undefined

/** Whether this browser can be pushed to, and is. */
export async function pushState(key: string | null): Promise<State> {
  const worker = await registration()
  if (!key || !worker || !('Notification' in window)) return 'none'
  if (Notification.permission === 'denied') return 'denied'
  return (await worker.pushManager.getSubscription()) ? 'on' : 'off'
}

/** Asks the person, subscribes the browser and tells the shop; only a press of a button may begin this. */
export async function startPush(key: string): Promise<State> {
  const worker = await registration()
  if (!worker) return 'none'
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }).catch(() => null)
  const { endpoint, keys } = made?.toJSON() ?? {}
  if (!made || !endpoint || !keys?.p256dh || !keys.auth) return 'none'
  const answer = await send('PUT', '/api/mall/push-subscriptions', { endpoint, p256dh: keys.p256dh, auth: keys.auth })
  if (answer.status === 204) return 'on'
  await made.unsubscribe()
  return 'none'
}

export async function endPush(): Promise<State> {
  const made = await (await registration())?.pushManager.getSubscription()
  if (!made) return 'off'
  await send('POST', '/api/mall/push-subscriptions/endings', { endpoint: made.endpoint })
  await made.unsubscribe()
  return 'off'
}

const send = (method: string, path: string, body: object): Promise<Response> =>
  fetch(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
