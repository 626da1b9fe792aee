import { Button, Group, NumberInput } from '@mantine/core';
import { IconCircleCheck, IconClockPause, IconSchool } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alternative, QualificationNeed } from '../../api/contract';
import { useMe } from '../../api/session';
import { useWords } from '../../i18n/useWords';
import { clashes, type Row, type Selection } from '../../timeline/model';
import { Alternatives } from '../../timeline/parts/Alternatives';
import { Reasons } from '../../timeline/parts/Reasons';
import { fromOffer } from '../../timeline/parts/ReservationForm';
import { useQuote } from '../../timeline/parts/useQuote';
import { refusalOf } from '../../timeline/parts/useReservationVerbs';
import { WhenFields } from '../../timeline/parts/WhenFields';
import { ZoneNote } from '../../timeline/parts/ZoneNote';
import { useGridWords } from '../../timeline/useGridWords';
import { dateAt, dayOf } from '../../timeline/zone';
import { LinkButton } from '../../ui/LinkButton';
import { ProblemAlert, problemLines } from '../../ui/ProblemAlert';
import { Money } from '../../ui/Values';
import classes from './booking.module.css';

interface Props {
  row: Row;
  selection: Selection;
  units: number;
  /** of the machine's site: times are written as its clocks show them */
  zone: string;
  now: number;
  /** what the server answered to the last try with this selection */
  error: unknown;
  busy: boolean;
  /** what stands around it names the machine already */
  untitled?: boolean;
  /** path to come back to after signing in or the quiz, with the selection in it */
  back?: string;
  children?: ReactNode;
  onChange: (selection: Selection) => void;
  onUnits: (units: number) => void;
  onAlternative: (selection: Selection, offer: Alternative) => void;
  onBook: () => void;
  onClose: () => void;
}

/** What is about to be booked: when, for how much, under which rules, and what stands against it. */
export function BookingPanel(props: Props) {
  const { row, selection, units, zone, now, error } = props;
  const { t } = useTranslation('booking');
  const me = useMe();
  const words = useGridWords(zone);
  const { quote, settled, failure } = useQuote(selection, units, me?.id ?? null);
  const date = dateAt(selection.start, zone);
  const refusal = refusalOf(error);
  const local = clashes(row, selection, now, dayOf(date, zone).start);

  const reasons = refusal?.reasons ?? (settled ? (quote?.reasons ?? []) : null);
  const need = quote?.qualification ?? row.resource.qualification;
  const unqualified = me !== null && need?.held === false;
  // The missing qualification has its own place, with the way to get it.
  const lines = reasons
    ? reasons
        .filter((reason) => !unqualified || reason.code !== 'not_qualified')
        .map((reason) => reason.message)
    : local.map((code) => t(`reason.${code}`));
  const shown = refusal && lines.length === 0 && !unqualified ? problemLines(refusal) : lines;
  const alternatives = refusal?.alternatives ?? (settled ? (quote?.alternatives ?? []) : []);

  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The pressed alternative is gone: focus goes to what comes next.
    if (document.activeElement === document.body) {
      box.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus({ preventScroll: true });
    }
  }, [selection]);

  return (
    <div ref={box} className={classes.panel}>
      {!props.untitled && (
        <div>
          <h2 className={classes.name}>{row.resource.name}</h2>
          <p className={classes.quiet}>{words.words(row.resource.site.name)}</p>
        </div>
      )}
      <ZoneNote zone={zone} at={selection.start} />
      <p className="figures">
        {words.day(selection.start)} · {words.span(selection)} ({words.length(selection)})
      </p>
      <WhenFields
        span={selection}
        zone={zone}
        raster={row.rules.raster_minutes}
        onChange={(span) => props.onChange({ ...selection, ...span })}
      />
      {row.resource.units > 1 && (
        <NumberInput
          label={t('units', { units: row.resource.units })}
          min={1}
          max={row.resource.units}
          value={units}
          onChange={(value) => props.onUnits(Number(value) || 1)}
        />
      )}
      {props.children}
      <dl className={classes.facts}>
        <dt>{t('price')}</dt>
        <dd>
          {quote ? <Money value={quote.price} /> : <span aria-busy={!failure}>{failure ? '–' : '…'}</span>}
        </dd>
        <dt>{t('rules')}</dt>
        <dd>{useRuleNote(row)}</dd>
      </dl>
      <Need need={need} signedIn={me !== null} />
      {quote?.decide_by && (
        <p className={classes.approval}>
          <IconClockPause size={18} aria-hidden />
          <span>{t('approval.first', { time: words.format.timeNear(quote.decide_by, new Date(now)) })}</span>
        </p>
      )}
      <Reasons lines={[...new Set(shown)]} />
      {!refusal && <ProblemAlert error={error ?? failure} />}
      {(shown.length > 0 || refusal) && (
        <Alternatives
          alternatives={alternatives}
          date={date}
          zone={zone}
          onChoose={(offer) => props.onAlternative(fromOffer(offer), offer)}
        />
      )}
      <Actions
        {...props}
        signedIn={me !== null}
        quiz={unqualified ? (need?.quiz_id ?? null) : null}
        asks={Boolean(quote?.decide_by)}
      />
    </div>
  );
}

/** One primary step: sign in, learn, ask, or book. */
function Actions(props: Props & { signedIn: boolean; quiz: string | null; asks: boolean }) {
  const { t } = useTranslation('booking');
  const { t: common } = useTranslation();
  const here = useLocation({ select: (location) => location.href });
  const back = props.back ?? here;
  return (
    <Group gap="xs" className={classes.actions}>
      {!props.signedIn ? (
        <LinkButton to="/dang-nhap" search={{ back }} data-autofocus>
          {t('sign_in_to_book')}
        </LinkButton>
      ) : props.quiz ? (
        <LinkButton to="/trac-nghiem/$id" params={{ id: props.quiz }} search={{ back }} data-autofocus>
          {t('take_quiz')}
        </LinkButton>
      ) : (
        <Button data-autofocus loading={props.busy} onClick={props.onBook}>
          {props.asks
            ? t('approval.ask')
            : props.row.resource.kind === 'room'
              ? common('action.book_room')
              : common('action.book')}
        </Button>
      )}
      <Button variant="default" onClick={props.onClose}>
        {common('action.close')}
      </Button>
    </Group>
  );
}

/** The qualification the machine asks for: held, still to learn, or unknown because nobody is signed in. */
function Need({ need, signedIn }: { need: QualificationNeed | null; signedIn: boolean }) {
  const { t } = useTranslation('booking');
  const words = useWords();
  if (!need) return null;
  const name = words(need.name);
  if (need.held) {
    return (
      <p className={classes.held}>
        <IconCircleCheck size={18} aria-hidden />
        <span>{t('need.held', { name })}</span>
      </p>
    );
  }
  return (
    <div className={classes.need}>
      <IconSchool size={18} aria-hidden />
      <div>
        <p>{signedIn ? t('need.first', { name }) : t('need.asked', { name })}</p>
        {signedIn && need.quiz_id === null && <Link to="/nang-luc">{t('need.how')}</Link>}
      </div>
    </div>
  );
}

/** The rules a booker should know before, in one line. */
function useRuleNote(row: Row): string {
  const { t } = useTranslation('booking');
  const words = useGridWords();
  const { min_minutes, max_minutes, cancel_notice_minutes } = row.rules;
  const minutes = words.format.minutes;
  const length = t('rule.length', { min: minutes(min_minutes), max: minutes(max_minutes) });
  const cancel =
    cancel_notice_minutes > 0 ? t('rule.cancel', { time: minutes(cancel_notice_minutes) }) : null;
  return [length, cancel].filter(Boolean).join('; ');
}
