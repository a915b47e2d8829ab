import { Send } from '../parts/form.tsx'
import { inLang } from '../visit.ts'
import { useLang } from '../words.ts'
import { useVoiceWords } from './words.ts'

/** Nobody has to be remembered. */
export function KeepViews({ kept, from = 'history' }: { kept: boolean; from?: 'history' | 'privacy' }) {
  const say = useVoiceWords()
  const lang = useLang()
  return (
    <Send method="post" action={inLang(lang, '/account/history')} preventScrollReset>
      <input type="hidden" name="from" value={from} />
      <button type="submit" name="kept" value={kept ? 'no' : 'yes'} className="button-plain min-h-11 px-5 text-sm">
        {say(kept ? 'history_stop' : 'history_start')}
      </button>
    </Send>
  )
}
