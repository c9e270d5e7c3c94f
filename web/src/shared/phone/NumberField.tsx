import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Field } from '../parts.tsx';
import { useTexts, type Said } from '../texts.ts';
import { countries, namesCountry } from './countries.ts';

/** What was typed, and the country it is taken to be of. */
export interface TypedNumber {
  readonly number: string;
  readonly region: string;
}

interface NumberFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly typed: TypedNumber;
  readonly onTyped: (typed: TypedNumber) => void;
  readonly error: Said | undefined;
}

/** The whole number of a phone. The country is the tenant's own until another is picked, and does not matter for +31…. */
export function NumberField({ label, hint, typed, onTyped, error }: NumberFieldProps): JSX.Element {
  const { t, language } = useTexts();
  const all = useMemo(() => countries(language), [language]);
  return (
    <>
      <div class="field">
        <label for="country">{t('method.country')}</label>
        <select id="country" value={typed.region} disabled={namesCountry(typed.number)} autoComplete="country"
          onChange={(event) => onTyped({ ...typed, region: event.currentTarget.value })}>
          {all.map(({ region, name }) => <option key={region} value={region}>{name}</option>)}
        </select>
      </div>
      <Field id="number" label={label} hint={hint} error={error}
        input={{ type: 'tel', autoComplete: 'tel', value: typed.number, onInput: (event) => onTyped({ ...typed, number: event.currentTarget.value }) }} />
    </>
  );
}
