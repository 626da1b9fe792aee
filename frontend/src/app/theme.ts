import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const leaf: MantineColorsTuple = [
  '#e3f3ef',
  '#cfe9e2',
  '#a3d6c9',
  '#74c9b6',
  '#74c9b6',
  '#178270',
  '#0b6b5d',
  '#09594d',
  '#07483f',
  '#053a33',
];

export const theme = createTheme({
  primaryColor: 'leaf',
  primaryShade: { light: 6, dark: 5 },
  colors: { leaf },
  fontFamily: "'Be Vietnam Pro', system-ui, sans-serif",
  headings: {
    fontFamily: "'Be Vietnam Pro', system-ui, sans-serif",
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.4' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.45' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.45' },
    },
  },
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.875rem', lg: '1rem', xl: '1.375rem' },
  lineHeights: { xs: '1.45', sm: '1.5', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '8px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    // Their header element would pass for a second banner of the page.
    Modal: { defaultProps: { attributes: { header: { role: 'none' } } } },
    Drawer: { defaultProps: { attributes: { header: { role: 'none' } } } },
    // As round as everything else, a small box would pass for a radio button.
    Checkbox: { defaultProps: { radius: 'xs' } },
  },
});

/** Mantine's own surfaces take the colours of styles/tokens.css. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--muted)',
    '--mantine-color-placeholder': 'var(--muted)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--sunken)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--line)',
    '--mantine-color-error': 'var(--fault)',
    '--mantine-color-anchor': 'var(--primary)',
    '--input-bd': 'var(--line-strong)',
  };
  return { variables: shared, light: shared, dark: shared };
};

/** The nonce the server put into the page; Mantine's style tags and lazily loaded styles carry it. */
export function styleNonce(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  return meta?.nonce || meta?.content || '';
}
