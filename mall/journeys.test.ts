import { afterAll, beforeAll } from 'vitest'
import { closeGround, openGround } from './stories/ground.ts'
// All journeys go over one ground, which takes longer to lay than most of them to walk.
import './stories/buying.ts'
import './stories/keyboard.ts'
import './stories/purchasing.ts'
import './stories/finding.ts'
import './stories/voices.ts'
import './stories/editing.ts'
import './stories/signing-in.ts'
import './stories/every-page.ts'
import './stories/safety.ts'
import './stories/kept-pages.ts'

beforeAll(openGround, 180_000)
afterAll(closeGround)
