// Keeps one page for the time without network. Everything else goes to the network as if this were not here.
const kept = 'tongshang-1'

addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(kept)
      .then((cache) => cache.addAll(['/offline', '/en/offline']))
      .then(() => skipWaiting()),
  )
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
  if (request.mode !== 'navigate') return
  const path = new URL(request.url).pathname
  if (path.startsWith('/console') || path.startsWith('/docs')) return
  event.respondWith(fetch(request).catch(() => caches.match(path.startsWith('/en/') || path === '/en' ? '/en/offline' : '/offline')))
})
