import type { JSX } from 'preact';
import type { RegisteredMethod } from '../../shared/generated/api.ts';
import { Icon } from '../../shared/icons.tsx';
import { useTexts } from '../../shared/texts.ts';
import { ITEMS, hasAddress, isWaiting } from '../items.ts';
import { useServer } from '../server.ts';
import { MethodHint } from './MethodHint.tsx';
import { When } from '../../shared/When.tsx';

interface MethodProps {
  readonly method: RegisteredMethod;
  readonly all: readonly RegisteredMethod[];
  /** Nothing can be changed: the account is frozen. */
  readonly fixed: boolean;
  readonly busy: boolean;
  readonly onPrefer: () => void;
}

/** One way to prove who you are: what it is, from when it counts, and what can be done with it. */
export function Method({ method, all, fixed, busy, onPrefer }: MethodProps): JSX.Element {
  const { t, rich } = useTexts();
  const now = useServer().clock.now();
  const { item, managed, verified, preferred, usableFrom, usableUntil } = method;
  // Of a frozen account nothing resets a password, from no time on.
  const waiting = !fixed && isWaiting(method, now);
  const replaces = all.some((other) => other.item === item && other.usableUntil !== undefined);
  return (
    <li class="item method">
      <Icon of={ITEMS[item].icon} />
      <div>
        <h3>
          {t(ITEMS[item].name)}
          {preferred && <span class="badge">{t('security.default')}</span>}
          {!verified && !usableUntil && <span class="badge warn">{t('security.unverified')}</span>}
          {waiting && <span class="badge warn">{t('security.waiting')}</span>}
          {usableUntil && <span class="badge">{t('security.ending')}</span>}
        </h3>
        <small><MethodHint method={method} /></small>
        {managed && <small>{t('security.managed')}</small>}
        {waiting && <small>{rich('security.usableFrom', { when: <strong><When at={usableFrom} now={now} /></strong> })} {replaces && t('security.meanwhile')}</small>}
        {usableUntil && !fixed && <small>{rich('security.usableUntil', { when: <strong><When at={usableUntil} now={now} /></strong> })}</small>}
      </div>
      {!fixed && <Buttons method={method} busy={busy} onPrefer={onPrefer} />}
    </li>
  );
}

/** What the organisation manages may be shown to be one's own, and nothing else. */
function Buttons({ method, busy, onPrefer }: Pick<MethodProps, 'method' | 'busy' | 'onPrefer'>): JSX.Element | null {
  const { t } = useTexts();
  const { id, item, managed, verified, preferred, usableUntil } = method;
  const what = <span class="vh">{t('security.what', { what: t(ITEMS[item].name) })}</span>;
  const mayVerify = !verified && !usableUntil && hasAddress(item);
  const mayPrefer = !managed && verified && !usableUntil && !preferred && item !== 'recovery_codes';
  const mayChange = !managed && !usableUntil;
  if (managed && !mayVerify) return null;
  return (
    <div class="btns">
      {mayVerify && <a class="btn quiet" href={`#verify/${id}`}>{t('security.verify')}{what}</a>}
      {mayChange && <a class="btn quiet" href={`#change/${id}`}>{t(item === 'recovery_codes' ? 'security.makeNew' : 'security.change')}{what}</a>}
      {mayPrefer && <button class="btn quiet" type="button" aria-busy={busy ? 'true' : undefined} onClick={onPrefer}>{t('security.makeDefault')}{what}</button>}
      {!managed && <a class="btn quiet danger" href={`#remove/${id}`}>{t('security.remove')}{what}</a>}
    </div>
  );
}
