import type { ComponentPropsWithRef } from 'react'
import { Form, type FormProps, useFetcher } from 'react-router'

/** A form that names where it leads. The server writes it plainly, without asking the router, so it may stand in what is kept. */
export function Send({ action, ...rest }: FormProps & { action: string }) {
  return import.meta.env.SSR ? <Plain {...rest} action={action} /> : <Form {...rest} action={action} />
}

/** A form that is sent while the page stays. On the server nothing is ever under way. */
export const useSending: typeof useFetcher = import.meta.env.SSR
  ? () => ({ state: 'idle', data: undefined, formData: undefined, Form: Plain }) as unknown as ReturnType<typeof useFetcher<never>>
  : useFetcher

function Plain({ preventScrollReset, navigate, replace, reloadDocument, discover, ...form }: FormProps) {
  return <form {...(form as ComponentPropsWithRef<'form'>)} />
}
