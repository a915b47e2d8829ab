import { makeBuyers, makeShop, openGround, startServer } from './support/ground.ts'
import { runLoad } from './support/load.ts'
const g = await openGround('prof2')
const skus = await makeShop(g.db, 1000, 100000)
const cookies = await makeBuyers(g.db, 256)
const server = await startServer({ kind: 'shop', connection: g.connection })
for (let i=0;i<4;i++) console.log(JSON.stringify(await runLoad({ url: server.url, connections: 64, scenario: 'checkout', cookies, skus, seconds: 3 })))
const r = await g.db.rows({text:"select count(*) n, sum(jsonb_array_length(items)) s, min(jsonb_array_length(items)), max(jsonb_array_length(items)), topic from core.events group by topic", values:[]} as any)
console.log(r)
console.log(await g.db.rows({text:"select pid,state,wait_event_type,wait_event,left(query,80) q from pg_stat_activity where state<>'idle'", values:[]} as any))
const m = await (await fetch(server.url+'/metrics')).text()
console.log(m.split('\n').filter(l=>/batch_items|database_query|http_request_seconds_(sum|count)/.test(l)).join('\n'))
await server.stop(); await g.stop()
