export { default, loader } from './missing.tsx'
