// Keeps one page, and what it looks like, for the time without network. Everything else goes to the network as if this were not here.
const kept = 'tongshang-2'
const pages = ['/offline', '/en/offline']

async function keep() {
  const cache = await caches.open(kept)
  await cache.addAll(pages)
  const html = await (await cache.match(pages[0])).text()
  await cache.addAll([...new Set(html.match(/\/assets\/[\w.-]+\.css/g))])
}

addEventListener('install', (event) => {
  event.waitUntil(keep().then(() => skipWaiting()))
})

addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== kept).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  )
})

addEventListener('fetch', (event) => {
  const { request } = event
  if (request.destination === 'style') return event.respondWith(fetch(request).catch(() => caches.match(request)))
  if (request.mode !== 'navigate') return
  const path = new URL(request.url).pathname
  if (path.startsWith('/console') || path.startsWith('/docs')) return
  event.respondWith(fetch(request).catch(() => caches.match(path.startsWith('/en/') || path === '/en' ? '/en/offline' : '/offline')))
})

// What the shop pushes: a title and a text. Pressing it opens the messages, in the page that is open if there is one.
addEventListener('push', (event) => {
  const { title = '通商', body = '' } = event.data ? event.data.json() : {}
  event.waitUntil(
    registration.showNotification(title, { body, icon: '/icon-192.png', badge: '/icon-192.png', data: { path: '/account/messages' } }),
  )
})

addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { path } = event.notification.data
  event.waitUntil(
    clients.matchAll({ type: 'window' }).then(([page]) => (page ? page.focus().then(() => page.navigate(path)) : clients.openWindow(path))),
  )
})
