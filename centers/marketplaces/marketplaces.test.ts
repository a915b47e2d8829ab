import { afterAll, beforeAll } from 'vitest'
import { closeGround, openGround } from './stories/ground.ts'
// One ground for all: its shops stand in one clone, and the stories go on where the one before ended.
import './stories/orders.ts'
import './stories/refunds-and-parcels.ts'
import './stories/replies.ts'
import './stories/offers.ts'
import './stories/bad-input.ts'
import './stories/upkeep.ts'

beforeAll(openGround)
afterAll(closeGround)
