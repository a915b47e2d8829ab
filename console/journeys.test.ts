import { afterAll, beforeAll } from 'vitest'
import { closeGround, openGround } from './stories/ground.ts'
// The console as its people use it. All journeys go over one ground, and on where the one before ended.
import './stories/orders.ts'
import './stories/products.ts'
import './stories/every-page.ts'
import './stories/people.ts'
import './stories/review.ts'
import './stories/partners.ts'
import './stories/marketplaces.ts'
import './stories/counter.ts'

beforeAll(openGround, 120_000)
afterAll(closeGround)
