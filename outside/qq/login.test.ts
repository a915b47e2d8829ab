import { expect, test } from 'vitest'
import { readAnswer } from './login.ts'

test.each([
  ['access_token=FE04&expires_in=7776000&refresh_token=88E4', { access_token: 'FE04', expires_in: '7776000', refresh_token: '88E4' }],
  ['callback( {"client_id":"1","openid":"A)B;"} );\n', { client_id: '1', openid: 'A)B;' }],
  [
    'callback( {"error":100016,"error_description":"access token check failed"} );',
    { error: 100016, error_description: 'access token check failed' },
  ],
  ['{"ret":0,"nickname":"x"}', { ret: 0, nickname: 'x' }],
])('%s is read', (body, wanted) => expect(readAnswer(body)).toEqual(wanted))
