import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Rules } from '../../../api/contract';
import { organisationsQuery } from '../../../api/people';
import { useMe, useRegion } from '../../../api/session';
import { useFormats } from '../../../i18n/format';
import { useWords } from '../../../i18n/useWords';
import { allSitesQuery, organisationsOf } from '../queries';
import { MEASURES, type RuleName } from './fields';

/** Those that run a site, which everybody knows, and all others that one is in charge of. */
function useOrganisations() {
  const may = useMe()?.permissions.includes('members:invite') ?? false;
  const own = useQuery({ ...organisationsQuery(''), enabled: may }).data ?? [];
  const running = organisationsOf(useQuery(allSitesQuery).data ?? []);
  return [...own, ...running.filter((each) => !own.some(({ id }) => id === each.id))];
}

/** Rules in the reader's words: one value, and all of them as sentences. */
export function useRuleWords() {
  const { t } = useTranslation('rules');
  const { t: audit } = useTranslation('audit');
  const format = useFormats();
  const words = useWords();
  const region = useRegion();
  const organisations = useOrganisations();
  const money = (amount: number) => format.money({ amount, currency: region.currency });
  const role = (name: string) => audit(`value.${name as 'student'}`);
  const organisation = (id: string) =>
    words(organisations.find((each) => each.id === id)?.name) || t('unknown_organisation');

  function value(name: RuleName, given: unknown): string {
    if (given === null || given === undefined) return t(`none.${name as 'min_age'}`);
    switch (MEASURES[name]) {
      case 'duration':
      case 'optional_duration':
      case 'raster':
        return format.minutes(Number(given));
      case 'days':
        return t('days', { count: Number(given) });
      case 'hours':
        return t('hours', { count: Number(given) });
      case 'age':
        return t('age', { count: Number(given) });
      case 'price':
        return money(Number(given));
      case 'flag':
        return t(given ? 'allowed' : 'not_allowed');
      case 'approval':
        return t(`approval.${given as Rules['approval'] & string}`);
      case 'roles':
        return (given as string[]).map(role).join(', ') || t('everybody');
      case 'organisations':
        return (given as string[]).map(organisation).join(', ') || t('everybody');
    }
  }

  /** What holds, in a few sentences; what allows everything is not said. */
  function summary(rules: Rules): string {
    const time = (minutes: number) => ({ time: format.minutes(minutes) });
    const said = [
      t('summary.length', {
        min: format.minutes(rules.min_minutes),
        max: format.minutes(rules.max_minutes),
        raster: format.minutes(rules.raster_minutes),
      }),
      t('summary.ahead', { count: rules.horizon_days }),
      rules.notice_minutes > 0 && t('summary.notice', time(rules.notice_minutes)),
      rules.cancel_notice_minutes > 0
        ? t('summary.cancel', time(rules.cancel_notice_minutes))
        : t('summary.cancel_any'),
      rules.quota_minutes_per_day !== null && t('summary.quota_day', time(rules.quota_minutes_per_day)),
      rules.quota_minutes_per_week !== null && t('summary.quota_week', time(rules.quota_minutes_per_week)),
      rules.buffer_before_minutes > 0 && t('summary.before', time(rules.buffer_before_minutes)),
      rules.buffer_after_minutes > 0 && t('summary.after', time(rules.buffer_after_minutes)),
      !rules.chain && t('summary.no_chain'),
      rules.roles.length > 0 && t('summary.roles', { roles: value('roles', rules.roles) }),
      rules.organisation_ids.length > 0 &&
        t('summary.organisations', { names: value('organisation_ids', rules.organisation_ids) }),
      rules.min_age && t('summary.age', { count: rules.min_age }),
      rules.price_per_hour && t('summary.price', { price: money(rules.price_per_hour) }),
      rules.approval === 'always' && t('summary.approval'),
      rules.approval === 'longer' && t('summary.approval_longer', time(rules.approval_over_minutes)),
      rules.no_show_grace_minutes !== null && t('summary.grace', time(rules.no_show_grace_minutes)),
    ];
    return said.filter(Boolean).join(' ');
  }

  return { value, summary, role, organisations };
}
