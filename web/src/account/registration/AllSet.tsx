import type { JSX } from 'preact';
import type { Item } from '../../shared/generated/api.ts';
import { Icon } from '../../shared/icons.tsx';
import { Screen } from '../../shared/parts.tsx';
import { doneIcon } from '../../shared/stepIcons.ts';
import { useTexts } from '../../shared/texts.ts';
import { ITEMS, isWaiting } from '../items.ts';
import { When } from '../../shared/When.tsx';
import { useServer } from '../server.ts';
import { useRegistering } from './context.ts';
import { Onward } from './Onward.tsx';

/** Nothing is missing: what has been set up just now, from when it counts, and the way on. */
export function AllSet({ done }: { done: readonly Item[] }): JSX.Element {
  const { t, rich } = useTexts();
  const { portal, registration } = useRegistering();
  const now = useServer().clock.now();
  const short = registration.missing > 0;
  const added = registration.methods.filter(({ item, usableUntil }) => done.includes(item) && usableUntil === undefined);
  return (
    <Screen title={t(short ? 'register.halfway' : 'register.done')} lead={t(short ? 'register.halfwayLead' : 'register.doneLead')}
      medal={{ icon: doneIcon, calm: short }}>
      {added.length > 0 && (
        <ul class="items">
          {added.map((method) => (
            <li class="item" key={method.id}>
              <Icon of={ITEMS[method.item].icon} />
              <div>
                <h2>{t(ITEMS[method.item].name)}{isWaiting(method, now) && <span class="badge warn">{t('security.waiting')}</span>}</h2>
                {isWaiting(method, now) && <small>{rich('security.usableFrom', { when: <strong><When at={method.usableFrom} now={now} /></strong> })}</small>}
              </div>
            </li>
          ))}
        </ul>
      )}
      <div class="actions">
        <Onward portal={portal} />
        {portal.returnTo && <a class="btn quiet" href="#">{t('register.toAccount')}</a>}
      </div>
    </Screen>
  );
}
