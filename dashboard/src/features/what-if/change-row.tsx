// One change as a sentence with inputs, with what the twin has against it below.
import type { Change } from '@mini-factory-twin/contracts';
import { useId, useState } from 'react';
import { Icon } from '../../ui/glyphs.tsx';
import { sentenceOf, tokensOf } from './sentences.ts';
import type { ChoiceField, Field, NumberField, SetField, TimeField } from './fields.ts';
import type { LineChoices } from './line-choices.ts';

interface RowProps {
  change: Change;
  line: LineChoices;
  /** What is wrong with a field, by its name. */
  faultOf: (field: string) => string | undefined;
  onChange: (change: Change) => void;
  onRemove: () => void;
}

/** The row. */
export function ChangeRow({ change, line, faultOf, onChange, onRemove }: RowProps) {
  const id = useId();
  const tokens = tokensOf(change, line);
  const keys = [...new Set([...tokens.flatMap((token) => (typeof token === 'string' ? [] : [token.key])), 'kind'])];
  const faults = keys.flatMap((key) => (faultOf(key) === undefined ? [] : [faultOf(key)]));
  const faultId = faults.length > 0 ? `${id}-fault` : undefined;
  return (
    <li className="change">
      <div className="change-sentence">
        {tokens.map((token, index) =>
          typeof token === 'string' ? (
            // oxlint-disable-next-line react/no-array-index-key -- The pieces of a kind of sentence keep their places.
            <span key={index}>{token}</span>
          ) : (
            <FieldInput
              key={token.key}
              field={token}
              faultId={faultOf(token.key) === undefined ? undefined : faultId}
              onChange={onChange}
            />
          ),
        )}
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={`Remove: ${sentenceOf(change, line)}`}
        onClick={onRemove}
      >
        <Icon name="close" size={14} />
      </button>
      {faultId !== undefined && (
        <p className="change-fault" id={faultId}>
          {faults.join(' ')}
        </p>
      )}
    </li>
  );
}

interface InputProps<F extends Field> {
  field: F;
  faultId: string | undefined;
  onChange: (change: Change) => void;
}

function FieldInput({ field, ...rest }: InputProps<Field>) {
  if (field.kind === 'choice') return <ChoiceInput field={field} {...rest} />;
  if (field.kind === 'number') return <NumberInput field={field} {...rest} />;
  if (field.kind === 'time') return <TimeInput field={field} {...rest} />;
  return <SetInput field={field} {...rest} />;
}

function ChoiceInput({ field, faultId, onChange }: InputProps<ChoiceField>) {
  const isThere = field.options.some(({ id }) => id === field.value);
  return (
    <select
      className="input"
      aria-label={field.label}
      aria-invalid={faultId !== undefined}
      aria-describedby={faultId}
      value={field.value}
      onChange={(event) => onChange(field.set(event.target.value))}
    >
      {!isThere && <option value={field.value}>{field.value} (not there now)</option>}
      {field.options.map((option) => (
        <option key={option.id} value={option.id}>
          {option.name}
        </option>
      ))}
    </select>
  );
}

/** Keeps the text while it is typed: `1.` and nothing at all are no numbers yet. */
function NumberInput({ field, faultId, onChange }: InputProps<NumberField>) {
  const [text, setText] = useState(String(field.value));
  const shown = Number(text) === field.value || text === '' ? text : String(field.value);
  return (
    <label className="input-number">
      <input
        className="input"
        type="number"
        aria-label={field.label}
        aria-invalid={faultId !== undefined}
        aria-describedby={faultId}
        required
        min={field.min}
        max={field.max}
        step="any"
        value={shown}
        style={{ width: `${Math.max(3, shown.length) + 4.5}ch` }}
        onChange={(event) => {
          setText(event.target.value);
          if (event.target.value !== '') onChange(field.set(Number(event.target.value)));
        }}
      />
      {field.unit !== '' && <span>{field.unit}</span>}
    </label>
  );
}

function TimeInput({ field, faultId, onChange }: InputProps<TimeField>) {
  return (
    <label className="input-number">
      <input
        className="input"
        type="datetime-local"
        aria-label={field.label}
        aria-invalid={faultId !== undefined}
        aria-describedby={faultId}
        required
        value={new Date(field.atMs).toISOString().slice(0, 16)}
        onChange={(event) => {
          const atMs = Date.parse(`${event.target.value}Z`);
          if (!Number.isNaN(atMs)) onChange(field.set(atMs));
        }}
      />
      <span className="muted">UTC</span>
    </label>
  );
}

function SetInput({ field, onChange }: InputProps<SetField>) {
  const toggled = (id: string) =>
    field.values.includes(id) ? field.values.filter((value) => value !== id) : [...field.values, id];
  return (
    <span className="input-set" role="group" aria-label={field.label}>
      {field.options.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          className="button"
          aria-pressed={field.values.includes(id)}
          onClick={() => onChange(field.set(toggled(id)))}
        >
          {field.values.includes(id) && <Icon name="check" size={12} />}
          {name}
        </button>
      ))}
    </span>
  );
}
