import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Field } from '../../shared/parts.tsx';
import { useTexts, type Said } from '../../shared/texts.ts';
import type { Kind } from '../steps.ts';
import { countries, namesCountry } from './countries.ts';
import { METHODS } from './methods.ts';

/** What was typed, and the country it is taken to be of. */
export interface TypedNumber {
  readonly number: string;
  readonly region: string;
}

interface NumberFieldProps {
  readonly kind: Kind;
  readonly typed: TypedNumber;
  readonly onTyped: (typed: TypedNumber) => void;
  readonly error: Said | undefined;
}

/** The whole number of a phone. The country is the tenant's own until another is picked, and does not matter for +31…. */
export function NumberField({ kind, typed, onTyped, error }: NumberFieldProps): JSX.Element | null {
  const { t, language } = useTexts();
  const all = useMemo(() => countries(language), [language]);
  const texts = METHODS[kind].number;
  if (!texts) return null;
  return (
    <>
      <div class="field">
        <label for="country">{t('method.country')}</label>
        <select id="country" value={typed.region} disabled={namesCountry(typed.number)} autoComplete="country"
          onChange={(event) => onTyped({ ...typed, region: event.currentTarget.value })}>
          {all.map(({ region, name }) => <option key={region} value={region}>{name}</option>)}
        </select>
      </div>
      <Field id="number" label={t(texts.label)} hint={t(texts.hint)} error={error}
        input={{ type: 'tel', autoComplete: 'tel', value: typed.number, onInput: (event) => onTyped({ ...typed, number: event.currentTarget.value }) }} />
    </>
  );
}
