import { afterAll, afterEach, beforeAll } from 'vitest'
import { askPromises, closeGround, openGround } from './stories/ground.ts'
// One ground for all: laying it takes longer than most of these stories. They go on where the one before ended.
import './stories/points.ts'
import './stories/people.ts'
import './stories/cards.ts'
import './stories/levels.ts'
import './stories/openings.ts'
import './stories/services.ts'
import './stories/till.ts'
import './stories/activities.ts'
import './stories/laws.ts'

beforeAll(openGround)
afterEach(askPromises)
afterAll(closeGround)
