import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, Choice, closed, createHttp, decodeCursor, encodeCursor, Nullable, nobody, Problem, T, theSystem, Whole } from './http.ts'

let app: App
beforeAll(async () => {
  app = await createHttp({
    authenticate: (request) => (request.headers['x-staff'] ? theSystem : nobody),
    trusted_origins: ['https://brand.example'],
  })
  app.post(
    '/api/things',
    {
      config: { access: { permission: 'public', scope: 'none' } },
      schema: { body: closed({ name: T.String({ maxLength: 20 }), n: T.Optional(T.Integer({ minimum: 0 })) }) },
    },
    async ({ body }) => body,
  )
  const perhaps = {
    whole: Nullable(T.Integer({ minimum: 0 })),
    number: Nullable(T.Number()),
    truth: Nullable(T.Boolean()),
    text: Nullable(T.String()),
    name: Nullable(T.String({ minLength: 1 })),
    list: Nullable(T.Array(T.String())),
    map: Nullable(closed({ a: T.String() })),
    choice: Nullable(Choice(['a', 'b'] as const, 'one of two')),
  }
  app.post(
    '/api/perhaps',
    { config: { access: { permission: 'public', scope: 'none' } }, schema: { body: closed(perhaps), response: { 200: closed(perhaps) } } },
    async ({ body }) => body,
  )
  app.post(
    '/api/counts',
    { config: { access: { permission: 'public', scope: 'none' } }, schema: { body: closed({ counted: Whole('How many', 0, 99) }) } },
    async ({ body }) => body,
  )
  const said = {
    whole: T.Optional(T.Integer()),
    number: T.Optional(T.Number()),
    truth: T.Optional(T.Boolean()),
    text: T.Optional(T.String()),
    wholes: T.Optional(T.Array(T.Integer())),
    texts: T.Optional(T.Array(T.String())),
    perhaps: T.Optional(Nullable(T.Integer())),
    perhaps_truth: T.Optional(Nullable(T.Boolean())),
    perhaps_text: T.Optional(T.Union([T.String(), T.Null()])),
    nested: T.Optional(T.Array(closed({ amount_minor: T.Union([closed({ minor: T.Integer() }), T.Integer({ minimum: 0 })]) }))),
  }
  app.post(
    '/api/said',
    { config: { access: { permission: 'public', scope: 'none' } }, schema: { body: closed(said) } },
    async ({ body }) => body,
  )
  app.get(
    '/api/said',
    {
      config: { access: { permission: 'public', scope: 'none' } },
      schema: { querystring: closed({ truth: T.Boolean(), texts: T.Array(T.String()) }) },
    },
    async ({ query }) => query,
  )
  app.get(
    '/api/page',
    { config: { access: { permission: 'public', scope: 'none' } }, schema: { querystring: closed({ limit: T.Integer({ minimum: 0 }) }) } },
    async ({ query }) => query,
  )
  app.get('/api/secret', { config: { access: { permission: 'things.read', scope: 'all' } } }, async () => ({ secret: true }))
  app.get('/api/broken', { config: { access: { permission: 'public', scope: 'none' } } }, async () => {
    throw new Error('a secret detail')
  })
  app.get('/api/refused', { config: { access: { permission: 'public', scope: 'none' } } }, async () => {
    throw new Problem(422, 'thing_refused', 'Because.', { field: 'name' })
  })
  await app.ready()
})
afterAll(() => app.close())

const post = (payload: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: '/api/things',
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })

test.each([
  ['an unknown field', { name: 'a', more: 1 }, 400, /more/],
  ['a missing field', {}, 400, /name/],
  ['a wrong type', { name: 'a', n: 'x' }, 400, /n/],
  ['a fraction', { name: 'a', n: 1.5 }, 400, /n/],
  ['a negative', { name: 'a', n: -1 }, 400, /n/],
  ['a number of nothing but spaces', { name: 'a', n: '  ' }, 400, /n must be integer/],
  ['a number of a tab and a line end', { name: 'a', n: '\t\n' }, 400, /n must be integer/],
  ['a number of an ideographic space', { name: 'a', n: '\u3000' }, 400, /n must be integer/],
  ['an empty number', { name: 'a', n: '' }, 400, /n must be integer/],
  ['no JSON', '{"name":', 400, /JSON/],
  ['a prototype', '{"__proto__": {"x": 1}, "name": "a"}', 400, /valid JSON/],
])('%s is refused by name, as a problem', async (_name, payload, status, detail) => {
  const answer = await post(payload)
  expect(answer.statusCode).toBe(status)
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.json()).toMatchObject({
    status,
    type: expect.any(String),
    detail: expect.stringMatching(detail),
    request_id: expect.any(String),
  })
})

test('a body of ten megabytes is refused before it is read', async () => {
  const answer = await post(JSON.stringify({ name: 'x'.repeat(10_000_000) }))
  expect(answer.statusCode).toBe(413)
})

test.each([
  ['nothing', { whole: null, number: null, truth: null, text: null, name: null, list: null, map: null, choice: null }],
  [
    'what is there, zero and empty too',
    { whole: 0, number: -1.5, truth: false, text: '', name: 'x', list: [], map: { a: '' }, choice: 'b' },
  ],
])('where null may stand, %s arrives and leaves as it was', async (_name, payload) => {
  const answer = await app.inject({ method: 'POST', url: '/api/perhaps', payload })
  expect(answer.json()).toEqual(payload)
})

test('the empty field of a form is nothing, where nothing may stand', async () => {
  const payload = { whole: '', number: '', truth: null, text: null, name: '', list: null, map: null, choice: '' }
  const answer = await app.inject({ method: 'POST', url: '/api/perhaps', payload })
  expect(answer.json()).toEqual({ whole: null, number: null, truth: null, text: null, name: null, list: null, map: null, choice: null })
})

test.each([
  ['whole', '  ', 'whole must be integer,null'],
  ['number', '\t', 'number must be number,null'],
  ['number', '1 2', 'number must be number,null'],
])('a %s of blanks is neither nothing nor 0 where nothing may stand', async (field, text, detail) => {
  const nothing = { whole: null, number: null, truth: null, text: null, name: null, list: null, map: null, choice: null }
  const answer = await app.inject({ method: 'POST', url: '/api/perhaps', payload: { ...nothing, [field]: text } })
  expect(answer.json()).toMatchObject({ status: 400, type: 'input_invalid', detail: expect.stringContaining(detail) })
})

test('a number sent as its digits is that number, in a body and in an address', async () => {
  expect((await post({ name: 'a', n: ' 12 ' })).json()).toEqual({ name: 'a', n: 12 })
  expect((await app.inject({ url: '/api/page?limit=7' })).json()).toEqual({ limit: 7 })
  expect((await app.inject({ url: '/api/page?limit=%20%20' })).json()).toMatchObject({ status: 400, type: 'input_invalid' })
})

test.each([
  ['nothing', null, 'body.counted must be integer'],
  ['a truth', true, 'body.counted must be integer'],
  ['blanks', '  ', 'body.counted must be integer'],
  ['a half', 1.5, 'body.counted must be integer'],
  ['less than nothing', -1, 'body.counted must be >= 0'],
  ['too many', 100, 'body.counted must be <= 99'],
])('what must be counted is not %s', async (_what, counted, detail) => {
  const answer = await app.inject({ method: 'POST', url: '/api/counts', payload: { counted } })
  expect(answer.json()).toMatchObject({ status: 400, type: 'input_invalid', detail })
})

test('a count is nought or more, as a number or its digits', async () => {
  for (const [counted, read] of [
    [0, 0],
    ['7', 7],
  ])
    expect((await app.inject({ method: 'POST', url: '/api/counts', payload: { counted } })).json()).toEqual({ counted: read })
})

const say = async (payload: object) => (await app.inject({ method: 'POST', url: '/api/said', payload })).json()

test.each([
  ['whole', [null, true, false, '', ' ', [null], [true], [''], {}]],
  ['number', [null, true, false, '', '\t', [false], 'NaN']],
  ['truth', [null, 0, 1, '', 'yes', [null], [1]]],
  ['text', [null, true, false, {}]],
  ['wholes', [null, true, '', [null], [1, true], [1, ''], [1, null]]],
  ['texts', [null, true, [null], ['a', false]]],
  ['perhaps', [true, false, ' ', [false]]],
  ['perhaps_truth', [0, 1, 'no']],
  ['nested', [[{ amount_minor: null }], [{ amount_minor: true }], [{ amount_minor: '' }], [{ amount_minor: { minor: null } }], [null]]],
])('in a body %s is not what it looks like in JavaScript', async (field, values) => {
  for (const value of values) {
    const answer = await say({ [field]: value })
    expect([value, answer]).toMatchObject([value, { status: 400, type: 'input_invalid', detail: expect.stringContaining(`body.${field}`) }])
  }
})

test.each([
  [
    'digits for a number',
    { whole: '7', number: '1.5', wholes: ['1', 2], perhaps: '0' },
    { whole: 7, number: 1.5, wholes: [1, 2], perhaps: 0 },
  ],
  ['a number for a text', { text: 138, texts: ['a', 2] }, { text: '138', texts: ['a', '2'] }],
  ['a word for a truth', { truth: 'false', perhaps_truth: 'true' }, { truth: false, perhaps_truth: true }],
  ['an empty field for nothing', { perhaps: '', perhaps_truth: '', text: '' }, { perhaps: null, perhaps_truth: null, text: '' }],
  ['nothing, where it may stand', { perhaps: null, perhaps_text: null }, { perhaps: null, perhaps_text: null }],
  ['zero and empty', { whole: 0, truth: false, text: '', wholes: [], perhaps: 0, perhaps_truth: false, perhaps_text: '' }, undefined],
  ['either kind of two', { nested: [{ amount_minor: 5 }, { amount_minor: { minor: 0 } }] }, undefined],
])('in a body %s is read', async (_what, payload, read) => {
  expect(await say(payload)).toEqual(read ?? payload)
})

test('an address is text throughout, and is read as what is asked for', async () => {
  expect((await app.inject({ url: '/api/said?truth=true&texts=a' })).json()).toEqual({ truth: true, texts: ['a'] })
})

test('another media type is refused', async () => {
  expect(
    (await app.inject({ method: 'POST', url: '/api/things', headers: { 'content-type': 'text/xml' }, payload: '<a/>' })).statusCode,
  ).toBe(415)
})

test('a writing request with a cookie must come from our own pages', async () => {
  const good = { name: 'a' }
  expect((await post(good, { cookie: 'a=1', origin: 'https://evil.example' })).json()).toMatchObject({
    status: 403,
    type: 'foreign_origin',
  })
  expect((await post(good, { cookie: 'a=1', 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
  expect((await post(good, { cookie: 'a=1', origin: 'https://brand.example', 'sec-fetch-site': 'cross-site' })).statusCode).toBe(200)
  expect((await post(good, { cookie: 'a=1', origin: 'http://localhost:80', host: 'localhost:80' })).statusCode).toBe(200)
  expect((await post(good, { origin: 'https://evil.example' })).statusCode).toBe(200) // without a cookie there is nobody to abuse
})

test('rights are asked before anything else, and failures tell nothing of our inside', async () => {
  expect((await app.inject({ url: '/api/secret' })).json()).toMatchObject({ status: 401, type: 'sign_in_required' })
  expect((await app.inject({ url: '/api/secret', headers: { 'x-staff': '1' } })).json()).toEqual({ secret: true })
  const broken = await app.inject({ url: '/api/broken', headers: { 'x-request-id': 'request-12345' } })
  expect(broken.statusCode).toBe(500)
  expect(broken.body).not.toContain('secret detail')
  expect(broken.json().request_id).toBe('request-12345')
  expect((await app.inject({ url: '/api/refused' })).json()).toMatchObject({ status: 422, type: 'thing_refused', field: 'name' })
  expect((await app.inject({ url: '/api/nowhere' })).json()).toMatchObject({ status: 404, type: 'not_found' })
})

test('every answer carries the headers that keep browsers safe', async () => {
  const data = await app.inject({ url: '/api/nowhere' })
  expect(data.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-request-id': expect.any(String) })
  const page = await app.inject({ url: '/nowhere' })
  expect(page.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'cross-origin-opener-policy': 'same-origin',
    'x-request-id': expect.any(String),
  })
})

test('a route without a right is refused at assembly', async () => {
  const other = await createHttp({ authenticate: () => nobody })
  expect(() => other.get('/api/open', async () => 1)).toThrow(/names no permission/)
  await other.close()
})

test('cursors are ours or refused', () => {
  expect(decodeCursor(encodeCursor(['a', 2]), ['string', 'number'])).toEqual(['a', 2])
  expect(decodeCursor(undefined, ['string'])).toBeNull()
  for (const bad of ['x', encodeCursor([1]), encodeCursor(['a', 'b']), Buffer.from('{').toString('base64url')]) {
    expect(() => decodeCursor(bad, ['string'])).toThrow(/cursor_invalid/)
  }
})
