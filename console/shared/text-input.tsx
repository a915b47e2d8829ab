import type { InputHTMLAttributes, ReactNode } from 'react'

interface TextInputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'prefix' | 'size'> {
  before?: ReactNode
  after?: ReactNode
  size?: 'small' | 'large'
}

/** A line to type in, for the screens that must come first: the library's own brings five kinds of input along. */
export function TextInput({ before, after, size, className = '', ...input }: TextInputProps) {
  return (
    <span className={`text-input ${size ?? ''} ${className}`}>
      {before}
      <input {...input} />
      {after}
    </span>
  )
}
