import icon from '../icon.svg'

export function Brand() {
  return (
    <span className="brand">
      <img src={icon} alt="" width="28" height="28" />
      <span className="brand-name">Shortlist</span>
      <span className="brand-place">GraphQL playground</span>
    </span>
  )
}
