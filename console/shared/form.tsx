import { App, Form, type FormInstance, type FormProps } from 'antd'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { ApiProblem, type Outcome } from './api.ts'
import { fieldIn } from './refusals.ts'
import { currentLanguage } from './text.ts'
import { useWords } from './words.ts'

type Path = (string | number)[]

/** `body.items.0.skus.2.price_minor` as the form names it: `['skus', 2, 'price_minor']`. */
export function pathOf(field: string, inside: Path = []): Path {
  const parts = field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
  const start = parts[0] === 'body' ? 1 : 0
  const skip = inside.every((part, i) => parts[start + i] === part) ? inside.length : 0
  return parts.slice(start + skip)
}

interface ApiFormProps<Values> {
  /** Names the draft that is kept until the form is sent: nothing typed is lost by a time-out or a reload. */
  name: string
  initial: Values
  /** Where in the request body the form's values stand, such as `['items', 0]`. */
  inside?: Path
  /** Sends the values; a refused outcome or problem is shown, by field where it names one. */
  send(values: Values): Promise<Outcome | undefined>
  succeeded(outcome: Outcome): boolean
  reason?(outcome: Outcome): string
  done(): void
  children(form: FormInstance<Values>, busy: boolean): ReactNode
}

/** A form on the API: refusals stand beside their field, what was typed survives, sending twice is harmless. */
export function ApiForm<Values extends object>({ name, initial, inside, send, succeeded, reason, done, children }: ApiFormProps<Values>) {
  const t = useWords()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const key = `tongshang.draft.${name}`
  const draft = useMemo(() => readDraft<Values>(key), [key])
  useEffect(() => {
    if (draft) void message.info(t('draft_kept'))
  }, [draft, message, t])

  // What no field shows (ids, options) is part of the thing too: the whole store is sent, not only what is on the screen.
  const whole = () => form.getFieldsValue(true) as Values
  const submit = async (values: Values) => {
    setBusy(true)
    setProblem(null)
    try {
      const outcome = await send(values)
      if (!outcome || outcome.status.startsWith('already_') || succeeded(outcome)) {
        sessionStorage.removeItem(key)
        done()
      } else setProblem(reason?.(outcome) ?? outcome.detail ?? outcome.status)
    } catch (error) {
      const errors = error instanceof ApiProblem ? error.errors : []
      const fields = errors.map((one) => ({ name: pathOf(one.field, inside), errors: [one.message] }))
      form.setFields(fields as unknown as Parameters<typeof form.setFields>[0])
      if (fields[0]) form.scrollToField(fields[0].name as never, { block: 'center', focus: true })
      setProblem(
        errors.length > 0
          ? `${t('check_fields')}：${errors.map((one) => `${labelOf(pathOf(one.field, inside), one.field)} ${one.message}`).join('；')}`
          : (error as Error).message,
      )
    }
    setBusy(false)
  }
  const settings: FormProps<Values> = {
    form,
    layout: 'vertical',
    initialValues: draft ?? initial,
    requiredMark: true,
    scrollToFirstError: { block: 'center', focus: true },
    onValuesChange: () => sessionStorage.setItem(key, JSON.stringify(whole())),
    onFinish: () => void submit(whole()),
  }
  return (
    <Form<Values> {...settings}>
      {problem ? (
        <div className="problem" role="alert" style={{ marginBottom: 16 }}>
          {problem}
        </div>
      ) : null}
      {children(form, busy)}
    </Form>
  )
}

/** The label that stands beside a field, or its general name where it has none. */
const labelOf = (path: Path, field: string): string =>
  document.querySelector(`label[for="${CSS.escape(path.join('_'))}"]`)?.textContent?.trim() || fieldIn(field, currentLanguage())

function readDraft<Values>(key: string): Values | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as Values | null
  } catch {
    return null
  }
}
