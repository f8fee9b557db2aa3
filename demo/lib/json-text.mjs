const LINE = 110;
const SHORT = 200;

/** JSON over as few lines as are readable: what fits in one stays in one. */
export function laidOut(value, indent = '') {
  const line = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || line.length + indent.length <= LINE) return line;
  const deeper = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((item) => laidOut(item, deeper))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${laidOut(item, deeper)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${items.map((item) => `${deeper}${item}`).join(',\n')}\n${indent}${close}`;
}

/** In one line, texts as they are. `isCut`: no longer than a reader cares for. */
export function shortened(value, isCut) {
  const text = typeof value === 'string' ? value.trimEnd() : JSON.stringify(value);
  return isCut && text.length > SHORT ? `${text.slice(0, SHORT)}...` : text;
}
