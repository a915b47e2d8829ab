import type { FastifyRequest } from 'fastify'
import { gather } from '#core/batch.ts'
import { answerOutcomes, Choice, closed, OutcomeSchema, Problem, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { keyedHash } from '#core/secrets.ts'
import { ClaimItem, RegionCode, verdicts } from './model.ts'
import { readRules } from './read.ts'
import { rateCounter } from './scans/rates.ts'
import { type Claim, type ClaimOutcome, claimCodes, recordScans, type Scan, type ScanAnswer } from './scans/write.ts'
import { NullableText, NullableWords } from './schemas.ts'
import { parseCode, readSerial } from './serials.ts'

const ScanResult = T.Object({
  verdict: Choice(
    verdicts,
    '`authentic`: ours and scanned for the first time; `seen_before`: ours; `suspicious`: ours, but copies of it seem to be about; `void`: withdrawn by the maker; `invented`: not ours',
  ),
  gtin: T.String(),
  serial: T.String(),
  sku_id: NullableText,
  spu_id: NullableText,
  brand_id: NullableText,
  title: NullableWords,
  sku_name: NullableWords,
  story: NullableWords,
  picture: T.Unsafe<string | null>({ type: ['string', 'null'], description: 'Picture at `/media/<reference>/<width>.<format>`' }),
  lot: NullableText,
  produced_on: NullableText,
  expires_on: NullableText,
  factory: NullableText,
  scans: T.Integer({ description: 'How often it was scanned, this one included; the same phone looking again is not counted' }),
  first_scanned_at: NullableText,
  first_region: NullableText,
  points: T.Integer({ description: 'What the first claim earns' }),
  covered: T.Boolean({ description: 'Whether a claim needs the word under the scratch film' }),
  claim: T.Object({
    state: Choice(['none', 'open', 'mine', 'taken'] as const, 'Whether points can be claimed, or who has them'),
    claimed_at: NullableText,
  }),
})

const codeParams = closed({
  gtin: T.String({ pattern: '^\\d{14}$', description: 'GTIN-14 of the article' }),
  serial: T.String({ minLength: 1, maxLength: 40, description: 'Serial of the item' }),
})

/**
 * The device as a keyed hash: it tells devices apart and leads back to none. Not by who is signed in, or whoever signs in to claim would have
 * scanned twice.
 */
const deviceOf = (request: FastifyRequest): string =>
  keyedHash('codes.device', `${request.ip} ${request.headers['user-agent'] ?? ''}`).slice(0, 22)

/** Scans of all requests together: what arrives during one commit leaves with the next. */
const scanner = ({ db, clock }: Needs) =>
  gather<Scan, ScanAnswer>({
    name: 'codes.scan',
    largest: 500,
    waiting: 5_000,
    // While the database writes one batch the process reads and answers the requests of the other.
    at_once: 2,
    run: (scans) => db.tx((tx) => recordScans(tx, clock.now(), scans)),
  })
const claimer = ({ db, clock }: Needs) =>
  gather<Claim, ClaimOutcome>({
    name: 'codes.claim',
    largest: 500,
    waiting: 5_000,
    run: (claims) => db.tx((tx) => claimCodes(tx, clock.now(), claims)),
  })

/** What shoppers ask; anybody may scan, members claim. */
export const mallRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs
  const scan = scanner(needs)
  const claim = claimer(needs)
  const rates = { minute: rateCounter(), busy: rateCounter(), invented: rateCounter() }

  /** Counts the request of a device and refuses it when no person scans like this. */
  const admit = async (device: string): Promise<{ busy: boolean }> => {
    const rules = await readRules(db)
    const rate = rules.get('device_rate')
    const busy = rules.get('busy_device')
    const now_ms = rate || busy ? Date.parse(clock.now()) : 0
    if (rate && rates.minute.add(device, now_ms, rate.window_minutes * 60_000) > rate.most)
      throw new Problem(429, 'too_many_requests', `At most ${rate.most} codes in ${rate.window_minutes} minutes: try again later.`)
    return { busy: busy !== undefined && rates.busy.add(device, now_ms, busy.window_minutes * 60_000) > busy.most }
  }
  const noteInvented = async (device: string): Promise<void> => {
    const rule = (await readRules(db)).get('guessing')
    if (rule && rates.invented.add(device, Date.parse(clock.now()), rule.window_minutes * 60_000) > rule.most)
      throw new Problem(429, 'too_many_requests', 'Too many codes that are not ours came from here: try again later.')
  }

  app.get(
    '/api/mall/items/:gtin/:serial',
    {
      config: { access: { permission: 'public', scope: 'none' } },
      schema: {
        description:
          'Whether the code on a package is ours, what it is on, and whether somebody scanned it before. Each request of another phone counts as a scan.',
        params: codeParams,
        querystring: closed({ region: T.Optional(RegionCode('Where the shopper says he is')) }),
        response: { 200: ScanResult },
      },
    },
    async (request, reply) => {
      const { params, query, caller } = request
      reply.header('cache-control', 'private, no-store')
      const device = deviceOf(request)
      const { busy } = await admit(device)
      const code = parseCode(`${params.gtin} ${params.serial}`)
      const signed = code && readSerial(code.gtin, code.serial)
      if (!signed) {
        await noteInvented(device)
        return answerOf(params, { verdict: 'invented', batch: null, product: null, item: null }, caller.id)
      }
      const answer = await scan({ ...signed, gtin: code.gtin, region: query.region ?? null, device, busy })
      return answerOf(code, answer, caller.id)
    },
  )

  app.post(
    '/api/mall/items/:gtin/:serial/claim',
    {
      config: { access: { permission: 'member', scope: 'own' } },
      schema: {
        description: 'Claims the points of a code. The first member gets them, once; later ones are told when that was.',
        params: codeParams,
        body: ClaimItem,
        response: {
          '2xx': claimAnswer,
          409: claimAnswer,
        },
      },
    },
    async (request, reply) => {
      const { params, body, caller } = request
      const device = keyedHash('codes.member', caller.id!)
      await admit(device)
      const code = parseCode(`${params.gtin} ${params.serial}`)
      const signed = code && readSerial(code.gtin, code.serial)
      if (!signed) {
        await noteInvented(device)
        return answerOutcomes(reply, [{ id: body.id, status: 'code_invented', detail: 'The code is not one of ours.' }], () => false)
      }
      const outcome = await claim({ id: body.id, ...signed, gtin: code.gtin, member_id: caller.id!, cover: body.cover ?? null })
      return answerOutcomes(reply, [outcome], (status) => status === 'claimed')
    },
  )
}

const claimAnswer = T.Object({
  outcomes: T.Array(
    T.Object({
      ...OutcomeSchema.properties,
      points: T.Optional(T.Integer({ description: 'Points the claim earned' })),
      claimed_at: T.Optional(T.String({ description: 'When it was claimed, by whomever' })),
    }),
  ),
})

function answerOf(
  { gtin, serial }: { gtin: string; serial: string },
  { verdict, batch, product, item }: ScanAnswer,
  caller_id: string | null,
) {
  const state =
    !batch || !item || verdict === 'void'
      ? 'none'
      : item.member_id
        ? item.member_id === caller_id
          ? 'mine'
          : 'taken'
        : batch.points > 0
          ? 'open'
          : 'none'
  return {
    verdict,
    gtin,
    serial,
    sku_id: batch?.sku_id ?? null,
    spu_id: product?.spu_id ?? null,
    brand_id: batch?.brand_id ?? null,
    title: product?.title ?? null,
    sku_name: product?.name ?? null,
    story: product?.story ?? null,
    picture: product?.picture ?? null,
    lot: batch?.lot ?? null,
    produced_on: batch?.produced_on ?? null,
    expires_on: batch?.expires_on ?? null,
    factory: batch?.factory ?? null,
    scans: item?.scans ?? 0,
    first_scanned_at: item?.first_scanned_at ?? null,
    first_region: item?.first_region ?? null,
    points: batch?.points ?? 0,
    covered: batch?.covered ?? false,
    claim: { state: state as 'none' | 'open' | 'mine' | 'taken', claimed_at: item?.claimed_at ?? null },
  }
}
