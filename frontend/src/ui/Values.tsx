/** Small values in one manner everywhere: prices and spans of time. */
import { useTranslation } from 'react-i18next';
import type { Money as MoneyValue, Span } from '../api/contract';
import { useFormats } from '../i18n/format';

export function Money({ value }: { value: MoneyValue | null }) {
  const { t } = useTranslation();
  const format = useFormats();
  if (!value || value.amount === 0) return <>{t('price.free')}</>;
  return <span className="figures">{format.money(value)}</span>;
}

export function HourlyPrice({ value }: { value: MoneyValue | null }) {
  const { t } = useTranslation();
  const format = useFormats();
  if (!value || value.amount === 0) return <>{t('price.free')}</>;
  return <span className="figures">{t('price.per_hour', { price: format.money(value) })}</span>;
}

/** "Thứ Ba, 24/11 · 14:00–16:00", in the region's zone unless another is given. */
export function TimeRange({ span, zone, withDay = true }: { span: Span; zone?: string; withDay?: boolean }) {
  const format = useFormats(zone);
  return (
    <time dateTime={`${span.starts_at}/${span.ends_at}`}>
      {withDay && `${format.day(span.starts_at)} · `}
      {format.range(span.starts_at, span.ends_at)}
    </time>
  );
}
