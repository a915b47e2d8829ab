import type { OpenTopic } from '#centers/partners/webhooks/topics.ts'

export type Language = 'zh' | 'en'
type Words = readonly [zh: string, en: string]

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const code = (text: string): string => `<pre tabindex="0"><code>${escaped(text)}</code></pre>`

const refusals: readonly [name: string, ...words: Words][] = [
  ['signature_incomplete', '缺少签名要素，detail 说明缺哪一个', 'Something the signature needs is missing; detail says what'],
  ['signature_malformed', '签名头不是合法的结构化字段', 'The headers are no structured fields'],
  ['signature_component_unknown', '签了请求里没有的头', 'A header is covered that is not there'],
  [
    'signature_wrong',
    '签名不对；signature_base 是我们据以验签的原文',
    'Not signed by this key over this request; signature_base is the text we checked',
  ],
  ['signature_expired', '签名自己声明的有效期已过', 'Over, by its own expires'],
  ['clock_differs', '时间相差超过 300 秒；server_time 是我们的时间', 'More than 300 s apart; server_time is ours'],
  ['replayed', 'nonce 用过；每次请求（包括重试）都要新的', 'The nonce was used: a new one for every request, retries too'],
  ['digest_differs', '正文与签名的摘要不符（400）', 'The body is not what was signed (400)'],
  ['algorithm_differs', '与密钥登记的签名方式不同', 'Not the algorithm of the key'],
  ['key_unknown · key_revoked · key_expired · partner_closed', '密钥不存在、已吊销、已过期、合作已停止', 'The key opens nothing'],
  ['quota_used_up', '超出配额（429）；按 Retry-After 等待', 'More calls than agreed (429); wait for Retry-After'],
  [
    'input_invalid',
    '字段缺失、多余或不合规定（400）；errors 逐个点名',
    'Fields missing, unknown or not as described (400); errors names each',
  ],
  [
    'body_unreadable · body_too_large · media_type_unknown',
    '正文不是 JSON、太大，或类型不认识',
    'The body is no JSON, too large, or of another type',
  ],
  ['outcome_unknown', '数据库断开了片刻（503）；用同样的编号再发一次', 'The database was away (503): send the same ids again'],
]

/** The whole page in one language. */
export function drawPage(language: Language, base_url: string, topics: readonly OpenTopic[]): string {
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en)
  const sections: readonly [id: string, title: string][] = [
    ['start', say('开始', 'Begin')],
    ['sign', say('签名：RFC 9421', 'Signing: RFC 9421')],
    ['simple', say('签名：简单方式', 'Signing: the simple form')],
    ['refusals', say('拒绝与重试', 'Refusals and retries')],
    ['sandbox', say('沙箱', 'Sandbox')],
    ['webhooks', say('消息推送', 'Webhooks')],
    ['client', say('TypeScript 客户端', 'TypeScript client')],
    ['try', say('在线试用', 'Try it')],
  ]
  const heading = (id: string) => `<h2 id="${id}">${sections.find(([one]) => one === id)![1]}</h2>`
  const host = new URL(base_url).host
  return `<!doctype html>
<html lang="${say('zh-CN', 'en')}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say('开发者 · 通商', 'Developers · Tongshang')}</title><link rel="stylesheet" href="/developers/page.css"></head>
<body data-secret-wrong="${say('密钥不是 Base64，无法签名', 'The secret is no Base64: nothing can be signed with it')}" data-unreachable="${say('没有发出去', 'It could not be sent')}">
<div class="frame"><nav class="side" aria-label="${say('本页内容', 'On this page')}"><a class="brand" href="${say('/', '/en')}">通商 Tongshang</a>
${sections.map(([id, title]) => `<a href="#${id}">${title}</a>`).join('\n')}
<a href="/docs">${say('全部接口', 'Every address')}</a><a href="${say('/en/developers', '/developers')}" lang="${say('en', 'zh-CN')}">${say('English', '中文')}</a></nav>
<main><h1>${say('开放平台', 'The open API')}</h1>
<p class="lead">${say('让您的程序推送订单、跟踪发货、读取商品与库存，并在事情发生时收到消息。', 'Let your program place orders, follow them, read products and stock, and be told when something happens.')}</p>
${heading('start')}
<p>${say('向我们的接口工程师要一把密钥：一个编号（keyid）和一个只显示一次的密钥。先用沙箱密钥联调，再换正式密钥。用 <code>GET /api/open/me</code> 查看它能做什么、配额用了多少。', 'Ask our integration engineers for a key: an id (keyid) and a secret that is shown once. Rehearse with a sandbox key first. <code>GET /api/open/me</code> says what a key may do and how much of its quota is used.')}</p>
<p>${say('金额是最小货币单位的整数（分），时间带时区，编号（UUID）由您生成：同一个编号再发一次不会重复办理。批量接口逐条回答，<code>already_…</code> 也算成功。', 'Amounts are whole minor units, times carry a zone, ids (UUIDs) are yours: the same id again is done once. Batches answer item by item; <code>already_…</code> is a success.')}</p>
${heading('sign')}
<p>${say('必须覆盖 <code>@method</code>、<code>@path</code>、有查询串时的 <code>@query</code>（或整个 <code>@target-uri</code>），有正文时的 <code>content-digest</code>；参数要有 <code>created</code>、<code>nonce</code>（8–64 个字符，每次新的）和 <code>keyid</code>。密钥先做 Base64 解码再用。支持 hmac-sha256 和 ed25519。', 'Cover <code>@method</code>, <code>@path</code>, <code>@query</code> when there is one (or the whole <code>@target-uri</code>) and <code>content-digest</code> when there is a body; give <code>created</code>, <code>nonce</code> (8 to 64 characters, new each time) and <code>keyid</code>. Decode the secret from Base64 before use. hmac-sha256 and ed25519.')}</p>
${code(`POST /api/open/orders HTTP/1.1
Host: ${host}
Content-Type: application/json
Content-Digest: sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:
Signature-Input: sig1=("@method" "@path" "content-digest");created=1767294246;nonce="7f3a9c01d4";keyid="019a…";alg="hmac-sha256"
Signature: sig1=:BASE64:

${say('签名原文', 'What is signed')}:
"@method": POST
"@path": /api/open/orders
"content-digest": sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:
"@signature-params": ("@method" "@path" "content-digest");created=1767294246;nonce="7f3a9c01d4";keyid="019a…";alg="hmac-sha256"`)}
${heading('simple')}
<p>${say('没有 RFC 9421 的库时，用五个请求头。签名 = 十六进制 HMAC-SHA256（密钥 Base64 解码后的字节，五行用换行符连接的文字）。没有正文时摘要是空串的 SHA-256。', 'Without a library for RFC 9421, five headers do. The signature is the hexadecimal HMAC-SHA256 (keyed with the decoded secret) over five lines joined by a line feed. Without a body the hash is that of the empty text.')}</p>
${code(`X-Tongshang-Key: 019a…
X-Tongshang-Timestamp: 1767294246
X-Tongshang-Nonce: 7f3a9c01d4
X-Tongshang-Content-SHA256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
X-Tongshang-Signature: hex

${say('签名原文', 'What is signed')}:
GET
/api/open/orders?limit=20
1767294246
7f3a9c01d4
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`)}
${heading('refusals')}
<p>${say('整个请求被拒时回答 problem+json，<code>type</code> 不会变，程序可以依赖它。', 'A refusal of the whole request is problem+json; its <code>type</code> is stable.')}</p>
<div class="scroll" tabindex="0"><table><thead><tr><th>type</th><th>${say('含义', 'It means')}</th></tr></thead><tbody>
${refusals.map(([name, zh, en]) => `<tr><td><code>${name}</code></td><td>${say(zh, en)}</td></tr>`).join('\n')}
</tbody></table></div>
<p>${say('429 和 503 按 Retry-After 等待后重新签名再发；断线后用同样的编号再发一次。', 'Wait for Retry-After on 429 and 503 and sign anew; after a lost connection send the same ids again.')}</p>
${heading('sandbox')}
<p>${say('沙箱密钥调用同样的接口、得到同样的回答，但只看到沙箱渠道的订单。订单是真实的行，停在“待审核”，不进仓库、不动真实库存、不通知任何人，可以取消。商品与正式环境相同。<code>POST /api/open/sandbox/shipments</code> 让它发货（<code>delivered</code> 则送达），之后的状态、包裹和消息推送与正式环境一样。', 'A sandbox key calls the same addresses and gets the same answers, over the orders of the sandbox alone. They are real rows that rest before review for ever: no warehouse, no real stock, nobody told; they can be canceled. Products are the real ones. <code>POST /api/open/sandbox/shipments</code> ships one (with <code>delivered</code> it arrives): states, parcel and webhooks come as they will later.')}</p>
${heading('webhooks')}
<p>${say('遵循 Standard Webhooks。用密钥登记地址（https、公网），密钥 <code>whsec_…</code> 只显示一次。消息编号 <code>webhook-id</code> 在每次重试中不变，请据此去重。2xx 为成功；否则在约三天里重试十次（5 秒、5 分钟、30 分钟、2、5、10、14、20、24 小时）；410 立即停用。轮换密钥后 24 小时内同时带新旧两个签名。', 'By Standard Webhooks. Register an address (https, public internet) with your key; its secret <code>whsec_…</code> is shown once. <code>webhook-id</code> is the same for every try: take it once. 2xx is taken; else ten tries over about three days (5 s, 5 min, 30 min, 2, 5, 10, 14, 20, 24 h); 410 ends it at once. For 24 hours after a rotation messages carry both signatures.')}</p>
<div class="scroll" tabindex="0"><table><thead><tr><th>type</th><th>${say('含义', 'It means')}</th><th>${say('密钥需要', 'The key needs')}</th></tr></thead><tbody>
${topics.map(({ type, title, permission }) => `<tr><td><code>${type}</code></td><td>${escaped(say(title.zh, title.en))}</td><td><code>${permission}</code></td></tr>`).join('\n')}
</tbody></table></div>
${code(`POST /api/open/webhooks/endpoints
{"items":[{"endpoint_id":"019a…","url":"https://you.example/hooks","types":["order.moved","parcel.shipped"]}]}

${say('您会收到', 'You get')}:
webhook-id: msg_019a…
webhook-timestamp: 1767294246
webhook-signature: v1,BASE64(HMAC-SHA256(whsec, id.timestamp.body))
{"type":"order.moved","timestamp":"…","data":{"order_id":"…","external_no":"…","from":"allocated","state":"released"}}`)}
<p>${say('<code>POST /api/open/webhooks/pings</code> 发一条测试消息；<code>…/deliveries</code> 查每一次尝试；<code>…/replays</code> 重发。', '<code>POST /api/open/webhooks/pings</code> sends a test; <code>…/deliveries</code> shows every try; <code>…/replays</code> sends again.')}</p>
<p>${say('您的系统有自己的报文格式（JSON、XML、CSV）？不用改程序：由我们的接口工程师配好映射，您把原来的报文签名后发到 <code>POST /api/open/messages/{mapping}</code>，推送给您的消息也可以用您的格式。', 'Does your system have messages of its own (JSON, XML, CSV)? Leave it as it is: our integration engineers map them, you sign and send what you have to <code>POST /api/open/messages/{mapping}</code>, and what we tell you can come in your shape too.')}</p>
${heading('client')}
<p>${say('源码目录 <code>client/</code> 就是一个包，<code>npm pack</code> 即可打包；类型由接口描述生成，没有依赖。', 'The folder <code>client/</code> is a package: <code>npm pack</code> makes it. Typed from the API’s own description, without dependencies.')}</p>
${code(`import { createClient, verifyWebhook } from '@tongshang/client'
const shop = createClient({ base_url: '${base_url}', key: { key_id, secret } })
for await (const order of shop.all('/api/open/orders')) console.log(order.order_no, order.state)
const { id, type, data } = await verifyWebhook(raw_body, headers, 'whsec_…')`)}
${heading('try')}
<p>${say('在浏览器里签名并发出，密钥不离开本页。请用沙箱密钥。', 'Signed in your browser; the secret does not leave this page. Use a sandbox key.')}</p>
<form autocomplete="off"><div class="pair"><label>keyid<input name="key_id" required spellcheck="false"></label><label>${say('密钥（Base64）', 'Secret (Base64)')}<input name="secret" type="password" required autocomplete="off"></label></div>
<div class="pair"><label>${say('接口', 'Address')}<select name="call"><option>GET /api/open/me</option><option>POST /api/open/echo</option><option>GET /api/open/products?limit=3</option><option>GET /api/open/orders?limit=5</option><option>POST /api/open/orders</option><option>GET /api/open/webhooks/types</option></select></label>
<label>${say('签名方式', 'Signed by')}<select name="form"><option value="rfc9421">RFC 9421</option><option value="simple">${say('简单方式', 'the simple form')}</option></select></label></div>
<label hidden>SKU<input name="sku" spellcheck="false" placeholder="${say('GET /api/open/products/{spu_id} 里的 sku_id', 'a sku_id of GET /api/open/products/{spu_id}')}"></label>
<label hidden>${say('正文', 'Body')}<textarea name="body" spellcheck="false"></textarea></label>
<button>${say('签名并发送', 'Sign and send')}</button></form>
<div id="result" hidden aria-live="polite"><p id="status" class="status"></p><pre tabindex="0"><code id="answer"></code></pre></div>
<noscript><p>${say('试用需要 JavaScript；其余内容不需要。', 'Trying it needs JavaScript; the rest does not.')}</p></noscript>
</main></div><script type="module" src="/developers/try.js"></script></body></html>`
}
