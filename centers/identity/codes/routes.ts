import { Choice, Code, closed, Id, Problem, type Routes, T, Text } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import type { Needs } from '#core/needs.ts'
import { type Db, hot, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { requireCaptcha } from '../captcha.ts'
import { isCommonPassword } from '../common-passwords.ts'
import { AtDoor, consoleDoor, requireWay } from '../doors/ways.ts'
import type { Audience, Handle, User } from '../model.ts'
import { hashPassword, verifyPassword } from '../passwords.ts'
import { findHandles, findPassword, findUsers, listHandles } from '../read.ts'
import { maskHandle, refusePassword } from '../rules.ts'
import { sessionsOf } from '../sessions/authenticate.ts'
import type { Method } from '../sessions/model.ts'
import { mustWait, openSession, originOf, requireDoor, requireHandle, requireUser } from '../sessions/routes.ts'
import { endSessions, recordSignIn } from '../sessions/write.ts'
import { endAllSignOns } from '../sign-on/provider.ts'
import { forgiveAttempt, reserveAttempt } from '../throttle/write.ts'
import { addHandles, registerUsers, removeHandle, setPasswords } from '../write.ts'
import { answerChallenge, requestCode } from './write.ts'

const Password = T.String({
  minLength: 1,
  maxLength: 200,
  description: 'At least 8 characters, not one of the passwords that are tried first',
})
const CodeAnswer = {
  challenge_id: Id('The id the code was asked for with'),
  code: T.String({ pattern: '^\\s*[0-9]{6}\\s*$', description: 'The six digits' }),
}

const proofs = {
  code_wrong: new Problem(401, 'code_wrong', 'The code is wrong. Look at the last message we sent.'),
  code_expired: new Problem(
    401,
    'code_expired',
    'The code was used, is older than five minutes or was tried too often: ask for a new one.',
  ),
}

/** Sign-up, sign-in and recovery by a code; the user's own handles and password. */
export const codeRoutes: Routes<Needs> = (needs) => async (app) => {
  const { db, clock } = needs

  for (const [base, audience] of [
    ['/api/mall', 'mall'],
    ['/api/admin', 'console'],
  ] as const) {
    const permission = audience === 'mall' ? 'member' : 'staff'
    app.post(
      `${base}/codes`,
      {
        config: { access: { permission: 'public', scope: 'own' } },
        schema: {
          tags: ['identity'],
          summary: 'Send a code to a phone or an email address',
          description: 'Answers the same whether or not somebody has an account there. The code lives five minutes and takes five tries.',
          body: closed({
            id: Id('Id of the challenge, chosen by the caller and sent again with the code'),
            handle: Text('Phone number or email address', 254),
            purpose: T.Optional(
              Choice(['sign_in', 'add_handle'] as const, '`sign_in` (also signs up and recovers) or `add_handle` to my account'),
            ),
            locale: T.Optional(Choice(['zh', 'en'] as const, 'Language of the message')),
            brand: T.Optional(Code('Brand in whose name the message is sent')),
            captcha: T.Optional(Text('Answer of the puzzle, where one is asked for', 4000)),
            ...AtDoor,
          }),
          response: { 202: T.Object({ challenge_id: T.String(), sent_to: T.String(), next_after_s: T.Integer() }) },
        },
      },
      async (request, reply) => {
        const { id, handle: typed, purpose = 'sign_in', locale = 'zh', brand = null, captcha, door } = request.body
        const handle = requireHandle(typed)
        if (handle.kind === 'name')
          throw new Problem(400, 'handle_unreachable', 'A code goes to a phone number or an email address: give one of them.')
        if (purpose === 'add_handle' && !request.session) throw new Problem(401, 'sign_in_required', 'Sign in first.')
        if (purpose === 'sign_in') await requireWay(db, 'code', audience === 'mall' ? door : consoleDoor)
        const origin = originOf(request)
        await requireCaptcha(captcha, origin.address, origin.device_hash)
        const user_id = request.session?.user_id ?? null
        const { wait_s } = await requestCode(db, { id, purpose, audience, handle, user_id, locale, brand }, origin, clock.now())
        if (wait_s > 0) throw mustWait(reply, wait_s)
        return reply.code(202).send({ challenge_id: id, sent_to: maskHandle(handle), next_after_s: 60 })
      },
    )

    app.post(
      `${base}/session/code`,
      {
        config: { access: { permission: 'public', scope: 'own' } },
        schema: {
          tags: ['identity'],
          summary:
            audience === 'mall' ? 'Sign in by code, or sign up when the phone or address is new' : 'Sign a member of staff in by code',
          body: closed({
            ...CodeAnswer,
            name: T.Optional(Text('Name of a new user', 60)),
            password: T.Optional(Password),
            registered_through: T.Optional(Code('Brand or channel the new user came through')),
            ...AtDoor,
          }),
          response: { 200: T.Object({ user: T.Object({ id: T.String(), name: T.String() }), registered: T.Boolean() }) },
        },
      },
      async (request, reply) => {
        const { challenge_id, code, name, password, registered_through, door } = request.body
        await requireWay(db, 'code', audience === 'mall' ? door : consoleDoor)
        if (password !== undefined) requireGoodPassword(password, [name ?? ''])
        const password_hash = password === undefined ? null : await hashPassword(password)
        const now = clock.now()
        const origin = originOf(request)
        const answer = await db.tx(async (tx) => {
          const answered = await answerChallenge(tx, { id: challenge_id, purpose: 'sign_in', audience, answer: code.trim() }, now)
          if (answered.outcome !== 'right') return answered
          const handle = { kind: answered.challenge.kind!, value: answered.challenge.value! }
          const draft = { name: name ?? null, password_hash, registered_through: registered_through ?? null }
          return { outcome: 'right' as const, handle, ...(await findOrRegister(tx, handle, audience, draft, now)) }
        })
        if (answer.outcome !== 'right') {
          await recordSignIn(db, { user_id: null, handle: null, audience, method: 'phone_code', outcome: answer.outcome, origin }, now)
          throw proofs[answer.outcome]
        }
        const { handle, user, registered } = answer
        const method = handle.kind === 'phone' ? 'phone_code' : 'email_code'
        const refused = (outcome: 'not_staff' | 'account_suspended') =>
          recordSignIn(db, { user_id: user?.id ?? null, handle, audience, method, outcome, origin }, now)
        if (!user) {
          await refused('not_staff')
          throw new Problem(403, 'not_staff', 'This account is no member of staff: ask your administrator to be given a position.')
        }
        if (user.state !== 'active') {
          await refused('account_suspended')
          throw new Problem(403, 'account_suspended', 'This account is suspended: ask customer service.')
        }
        await requireDoor(needs, audience, user.id, user.name, () => refused('not_staff'))
        await openSession(needs, request, reply, { user_id: user.id, handle, audience, method })
        return { user: { id: user.id, name: user.name }, registered }
      },
    )

    app.get(
      `${base}/handles`,
      {
        config: { access: { permission, scope: 'own' } },
        schema: {
          tags: ['identity'],
          summary: 'How I can sign in',
          response: {
            200: T.Object({
              items: T.Array(T.Object({ kind: T.String(), value: T.String(), shown: T.String(), verified: T.Boolean() })),
              has_password: T.Boolean(),
            }),
          },
        },
      },
      async (request) => {
        const { user_id } = requireUser(request)
        const handles = await listHandles(db, user_id)
        return {
          items: handles.map(({ kind, value, verified_at }) => ({
            kind,
            value,
            shown: maskHandle({ kind, value }),
            verified: verified_at !== null,
          })),
          has_password: (await findPassword(db, user_id)) !== null,
        }
      },
    )

    app.post(
      `${base}/handles`,
      {
        config: { access: { permission, scope: 'own' } },
        schema: {
          tags: ['identity'],
          summary: 'Add a phone number or an email address to my account, proved by a code',
          body: closed(CodeAnswer),
          response: { 204: T.Null() },
        },
      },
      async (request, reply) => {
        const { user_id } = requireUser(request)
        const now = clock.now()
        const done = await db.tx(async (tx) => {
          const answer = { id: request.body.challenge_id, purpose: 'add_handle', audience, answer: request.body.code.trim() }
          const answered = await answerChallenge(tx, answer, now)
          if (answered.outcome !== 'right') return answered.outcome
          if (answered.challenge.user_id !== user_id) return 'code_expired' as const
          const handle: Handle = { kind: answered.challenge.kind!, value: answered.challenge.value! }
          const [outcome] = await addHandles(tx, now, [{ user_id, ...handle }])
          return outcome!.status
        })
        if (done === 'code_wrong' || done === 'code_expired') throw proofs[done]
        if (done === 'handle_taken')
          throw new Problem(409, 'handle_taken', 'It belongs to another account of yours: sign in with it there and remove it first.')
        return reply.code(204).send(null)
      },
    )

    app.delete(
      `${base}/handles/:kind/:value`,
      {
        config: { access: { permission, scope: 'own' } },
        schema: {
          tags: ['identity'],
          summary: 'Remove a way to sign in',
          params: closed({ kind: Choice(['phone', 'email', 'name'] as const, 'Kind of handle'), value: Text('The handle', 254) }),
          response: { 204: T.Null() },
        },
      },
      async (request, reply) => {
        const session = requireUser(request)
        const { kind, value } = request.params
        const status = await db.tx((tx) => removeHandle(tx, clock.now(), session.user_id, { kind, value }))
        if (status === 'handle_not_found') throw new Problem(404, 'not_found', 'You have no such phone number, address or name.')
        if (status === 'last_way_in')
          throw new Problem(409, 'last_way_in', 'It is the last way to get into your account: add another phone number or address first.')
        return reply.code(204).send(null)
      },
    )

    app.post(
      `${base}/session/password`,
      {
        config: { access: { permission: 'public', scope: 'own' } },
        schema: {
          tags: ['identity'],
          summary: 'Set my own password in place of one I was given; nothing else opens before',
          description: 'Within ten minutes of signing in. Every other session of mine ends, and this browser is signed in.',
          body: closed({ password: Password }),
          response: { 200: T.Object({ user: T.Object({ id: T.String(), name: T.String() }) }) },
        },
      },
      async (request, reply) => {
        const waiting = request.awaits_password
        if (!waiting)
          throw new Problem(401, 'fresh_sign_in_required', 'Sign in with the password you were given, and set your own within ten minutes.')
        const now = clock.now()
        const { user_id } = waiting
        const user = await requireOwnPassword(db, user_id, request.body.password)
        if (await verifyPassword(await findPassword(db, user_id), request.body.password))
          throw new Problem(400, 'password_same', 'It is the password you were given: choose one that nobody else knows.')
        const hash = await hashPassword(request.body.password)
        const ended = await db.tx(async (tx) => {
          const given = await tx.row(hot`select user_id from identity.passwords where user_id = ${user_id} and must_change for update`)
          if (!given) throw new Problem(409, 'password_set_already', 'A new password was set already, in another window: sign in with it.')
          await endAllSignOns(tx, user_id)
          await setPasswords(tx, now, [{ user_id, hash }])
          return endSessions(tx, now, { user_id, reason: 'credentials_changed' })
        })
        sessionsOf(needs).forget(ended)
        request.awaits_password = null
        await openSession(needs, request, reply, { user_id, handle: null, audience, method: waiting.method as Method })
        return { user: { id: user_id, name: user.name } }
      },
    )

    app.put(
      `${base}/password`,
      {
        config: { access: { permission, scope: 'own' } },
        schema: {
          tags: ['identity'],
          summary: 'Set my password; every other device is signed out',
          description:
            'With the present password, or within ten minutes of signing in by code or passkey (which is how a forgotten one is replaced).',
          body: closed({
            password: Password,
            current_password: T.Optional(T.String({ maxLength: 200, description: 'The present password' })),
          }),
          response: { 200: T.Object({ ended: T.Integer({ description: 'Devices that were signed out' }) }) },
        },
      },
      async (request, reply) => {
        const session = requireUser(request)
        const now = clock.now()
        await requireOwnPassword(db, session.user_id, request.body.password)

        const current = request.body.current_password
        if (current !== undefined) {
          const origin = originOf(request)
          const attempt = { account: `user:${session.user_id}`, network: origin.network, device: origin.device_hash, known: false }
          const { wait_s } = await db.tx((tx) => reserveAttempt(tx, attempt, now))
          if (wait_s > 0) throw mustWait(reply, wait_s)
          if (!(await verifyPassword(await findPassword(db, session.user_id), current)))
            throw new Problem(403, 'password_wrong', 'The present password is wrong.')
          await db.tx((tx) => forgiveAttempt(tx, attempt))
        } else if (session.method === 'password' || session.started_at < addMilliseconds(now, -10 * 60_000)) {
          throw new Problem(
            403,
            'proof_required',
            'Give the present password, or sign in again by code and set the new one within ten minutes.',
          )
        }
        const hash = await hashPassword(request.body.password)
        const ended = await db.tx(async (tx) => {
          await endAllSignOns(tx, session.user_id)
          await setPasswords(tx, now, [{ user_id: session.user_id, hash }])
          return endSessions(tx, now, { user_id: session.user_id, except_session_id: session.id, reason: 'credentials_changed' })
        })
        sessionsOf(needs).forget(ended)
        return { ended: ended.length }
      },
    )
  }
}

/** Answers the user, if the password is one to be kept: not a common one, and not about him. */
async function requireOwnPassword(db: Db, user_id: string, password: string): Promise<User> {
  const [user] = await findUsers(db, [user_id])
  const handles = await listHandles(db, user_id)
  requireGoodPassword(password, [user!.name, ...handles.map(({ value }) => value.replace(/^\+86|@.*$/g, ''))])
  return user!
}

function requireGoodPassword(password: string, about: string[]): void {
  const refusal = refusePassword(password, about, isCommonPassword)
  if (refusal) throw new Problem(400, refusal.refused, refusal.detail)
}

/** Who proved to have the handle: its user, or in the mall a new one. The code is the proof, so an unproved handle is proved by it. */
async function findOrRegister(
  tx: Tx,
  handle: Handle,
  audience: Audience,
  draft: { name: string | null; password_hash: string | null; registered_through: string | null },
  now: string,
) {
  const [held] = await findHandles(tx, [handle])
  if (held) {
    if (!held.verified_at) await addHandles(tx, now, [held])
    const [user] = await findUsers(tx, [held.user_id])
    return { user, registered: false }
  }
  if (audience === 'console') return { user: undefined, registered: false }
  const id = newId()
  const user = { id, name: draft.name ?? maskHandle(handle), handles: [{ ...handle, verified: true }] }
  const [outcome] = await registerUsers(tx, now, [
    { ...user, password_hash: draft.password_hash, registered_through: draft.registered_through },
  ])
  // Somebody registered the same handle in this very moment, with a code of his own: it is the same person.
  if (outcome!.status === 'handle_taken') {
    const [other] = await findHandles(tx, [handle])
    const [found] = await findUsers(tx, [other!.user_id])
    return { user: found, registered: false }
  }
  const [made] = await findUsers(tx, [id])
  return { user: made, registered: true }
}
