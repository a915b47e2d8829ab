import { afterAll, beforeAll } from 'vitest'
import { closeGround, openGround } from './journeys/ground.ts'
// All journeys go over one ground, which takes longer to lay than most of them to walk.
import './journeys/buying.ts'
import './journeys/keyboard.ts'
import './journeys/finding.ts'
import './journeys/voices.ts'
import './journeys/editing.ts'
import './journeys/signing-in.ts'
import './journeys/every-page.ts'
import './journeys/safety.ts'
import './journeys/kept-pages.ts'

beforeAll(openGround, 180_000)
afterAll(closeGround)
