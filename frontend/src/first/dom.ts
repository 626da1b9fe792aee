/**
 * Draws components without hooks as plain DOM, in a few lines: what stands on the screen until React has
 * started. Attributes and styles are set as React sets them (styles by script, which the CSP allows);
 * handlers are left out, links work by themselves.
 */
import { Fragment, isValidElement, type ReactNode } from 'react';

const SVG = 'http://www.w3.org/2000/svg';
const NAMES: Record<string, string> = { className: 'class', tabIndex: 'tabindex', viewBox: 'viewBox' };

type Props = Record<string, unknown> & { children?: ReactNode; style?: Record<string, string | number> };
type Component = (props: Props, ref?: null) => ReactNode;

/** Appends what the node draws to the parent. */
export function draw(parent: Element, node: ReactNode): void {
  if (typeof node === 'string' || typeof node === 'number') parent.append(String(node));
  else if (Array.isArray(node)) for (const each of node as ReactNode[]) draw(parent, each);
  else if (isValidElement<Props>(node)) {
    const { type, props } = node;
    if (type === Fragment) draw(parent, props.children);
    else if (typeof type === 'string') parent.append(element(parent, type, props));
    else draw(parent, componentOf(type)(props, null));
  }
}

/** The function behind a component, also where `memo` or `forwardRef` wraps it. */
function componentOf(type: unknown): Component {
  if (typeof type === 'function') return type as Component;
  const wrapped = type as { type?: unknown; render?: Component };
  return wrapped.render ?? componentOf(wrapped.type);
}

function element(parent: Element, tag: string, { children, ...attributes }: Props): Element {
  const drawing = tag === 'svg' || parent.namespaceURI === SVG;
  const made = drawing ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'style') paint(made as HTMLElement, attributes.style);
    else set(made, name, value, drawing);
  }
  draw(made, children);
  return made;
}

function paint(made: HTMLElement, style: Props['style'] = {}): void {
  for (const [name, value] of Object.entries(style)) made.style.setProperty(kebab(name), String(value));
}

function set(made: Element, name: string, value: unknown, drawing: boolean): void {
  const spoken = name.startsWith('aria-') || name.startsWith('data-');
  if (value === undefined || value === null || typeof value === 'function') return;
  if (name === 'key' || name === 'ref' || (value === false && !spoken)) return;
  const known = NAMES[name] ?? (drawing ? kebab(name) : name.toLowerCase());
  made.setAttribute(known, value === true && !spoken ? '' : String(value));
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
