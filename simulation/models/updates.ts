import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  createCache,
  createReader,
  type Item,
  nameOf,
  type Operand,
  operandOf,
  type Placeholders,
  type Reader,
  readOperands,
} from './expressions.ts';

/** An update expression with SET and REMOVE. It reads every value from the item before the update, and answers the new item and its attributes that were set. */
export type Update = (item: Item, placeholders: Placeholders) => { readonly item: Item; readonly set: Item };

export const compileUpdate = createCache((expression): Update => {
  const changes = readChanges(expression);
  return (item, placeholders) => {
    const next: Record<string, AttributeValue> = { ...item };
    const set: Record<string, AttributeValue> = {};
    for (const { name, value } of changes) {
      const attribute = nameOf(name, placeholders);
      const assigned = value?.(item, placeholders);
      if (assigned) next[attribute] = set[attribute] = assigned;
      else delete next[attribute];
    }
    return { item: next, set };
  };
});

/** Sets an attribute, or removes it if there is no value. */
type Change = { readonly name: string; readonly value: Operand | undefined };

const readChanges = (expression: string): Change[] => {
  const reader = createReader(expression);
  const changes: Change[] = [];
  for (let clause = reader.take(); clause !== ''; clause = reader.take()) {
    if (clause === 'SET') changes.push(...readList(reader, readAssignment));
    else if (clause === 'REMOVE') changes.push(...readList(reader, readRemoval));
    else throw new Error(`expected SET or REMOVE in '${expression}', got '${clause}'`);
  }
  return changes;
};

const readList = (reader: Reader, readChange: (reader: Reader) => Change): Change[] => {
  const changes = [readChange(reader)];
  while (reader.peek() === ',') {
    reader.take();
    changes.push(readChange(reader));
  }
  return changes;
};

const readAssignment = (reader: Reader): Change => {
  const name = reader.take();
  reader.expect('=');
  return { name, value: readSum(reader) };
};

const readRemoval = (reader: Reader): Change => ({ name: reader.take(), value: undefined });

/** A value, or two values joined by `+` or `-`. */
const readSum = (reader: Reader): Operand => {
  const left = readValue(reader);
  const sign = { '+': 1, '-': -1 }[reader.peek()];
  if (sign === undefined) return left;
  reader.take();
  const right = readValue(reader);
  return (item, placeholders) => ({
    N: String(Number(left(item, placeholders)?.N) + sign * Number(right(item, placeholders)?.N)),
  });
};

const readValue = (reader: Reader): Operand => {
  const first = reader.take();
  if (first !== 'if_not_exists') return operandOf(first);
  const [path, otherwise] = readOperands(reader);
  return (item, placeholders) => path?.(item, placeholders) ?? otherwise?.(item, placeholders);
};
