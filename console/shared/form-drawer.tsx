import { Button, Form, Input, InputNumber, Select, Switch } from 'antd'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import type { Outcome } from './api.ts'
import { DetailDrawer } from './drawer.tsx'
import { ApiForm } from './form.tsx'
import { useListAround } from './list-context.ts'
import { useWords } from './words.ts'

export interface FormField<Values> {
  key: keyof Values & string
  title: string
  kind: 'text' | 'long' | 'number' | 'choice' | 'many' | 'date' | 'moment' | 'time' | 'yes'
  hint?: ReactNode
  required?: boolean
  /** Known and not to be changed: the code of a thing that exists. */
  fixed?: boolean
  options?: readonly { value: string | number; label: string; disabled?: boolean }[]
  min?: number
  max?: number
  precision?: number
  prefix?: string
  suffix?: string
  placeholder?: string
  /** Left out of sight while what was chosen does not ask for it. */
  shown?(values: Values): boolean
}

interface FormDrawerProps<Values> {
  /** Names the draft that is kept until it was sent. */
  name: string
  title: string
  intro?: ReactNode
  fields: readonly FormField<Values>[]
  initial: Values
  /** Where in the request the values stand, so that a refusal finds its field. */
  inside?: (string | number)[]
  button: string
  send(values: Values): Promise<Outcome | undefined>
  succeeded(outcome: Outcome): boolean
  reason?(outcome: Outcome): string
  /** Where to go afterwards. */
  back: string
  done?(values: Values): void
  children?(values: Values): ReactNode
}

/** A thing made or changed in a drawer, told by its fields; see `ApiForm` for drafts and refusals. */
export function FormDrawer<Values extends object>(props: FormDrawerProps<Values>) {
  const words = useWords()
  const navigate = useNavigate()
  const around = useListAround()
  const { fields, button, intro, children } = props
  return (
    <DetailDrawer title={props.title}>
      <div style={{ paddingTop: 20 }}>
        {intro ? (
          <p className="hint" style={{ marginTop: 0, marginBottom: 16 }}>
            {intro}
          </p>
        ) : null}
        <ApiForm<Values>
          name={props.name}
          initial={props.initial}
          {...(props.inside ? { inside: props.inside } : {})}
          send={props.send}
          succeeded={props.succeeded}
          {...(props.reason ? { reason: props.reason } : {})}
          done={() => {
            void around?.refresh()
            void navigate(props.back)
          }}
        >
          {(form, busy) => (
            <>
              <Form.Item noStyle shouldUpdate>
                {() => {
                  const values = { ...props.initial, ...(form.getFieldsValue(true) as Values) }
                  return (
                    <>
                      {fields
                        .filter(({ shown }) => shown?.(values) ?? true)
                        .map((field) => (
                          <Form.Item
                            key={field.key}
                            name={field.key as never}
                            label={field.title}
                            extra={field.hint}
                            {...(field.kind === 'yes' ? { valuePropName: 'checked' } : {})}
                            rules={field.required ? [{ required: true, message: words('required') }] : []}
                          >
                            {control(field)}
                          </Form.Item>
                        ))}
                      {children?.(values)}
                    </>
                  )
                }}
              </Form.Item>
              <Button type="primary" htmlType="submit" loading={busy} block>
                {button}
              </Button>
            </>
          )}
        </ApiForm>
      </div>
    </DetailDrawer>
  )
}

function control<Values>(field: FormField<Values>): ReactNode {
  const { kind, fixed = false, placeholder } = field
  const common = { disabled: fixed, ...(placeholder ? { placeholder } : {}) }
  if (kind === 'long') return <Input.TextArea {...common} rows={3} maxLength={field.max ?? 400} />
  if (kind === 'number')
    return (
      <InputNumber
        {...common}
        style={{ width: '100%' }}
        precision={field.precision ?? 0}
        {...(field.min === undefined ? {} : { min: field.min })}
        {...(field.max === undefined ? {} : { max: field.max })}
        {...(field.prefix ? { prefix: field.prefix } : {})}
        {...(field.suffix ? { suffix: field.suffix } : {})}
      />
    )
  if (kind === 'choice' || kind === 'many')
    return (
      <Select
        {...common}
        {...(kind === 'many' ? { mode: 'multiple' as const } : {})}
        allowClear={!field.required}
        showSearch={{ optionFilterProp: 'label' }}
        options={[...(field.options ?? [])]}
      />
    )
  if (kind === 'yes') return <Switch disabled={fixed} />
  const types = { date: 'date', moment: 'datetime-local', time: 'time', text: 'text' } as const
  return <Input {...common} type={types[kind]} maxLength={kind === 'text' ? (field.max ?? 200) : 40} />
}
