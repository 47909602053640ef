import {
  type AttributeValue,
  cached,
  createReader,
  type Item,
  nameOf,
  type Operand,
  operandOf,
  type Placeholders,
  type Reader,
  readOperands,
} from './expressions.ts';

/** The item after an update, and the names of the attributes that the update sets or removes. */
export type Updated = { readonly item: Item; readonly names: readonly string[] };

export type Update = (item: Item, placeholders: Placeholders) => Updated;

/** An update expression with SET and REMOVE. It reads every value from the item before the update. */
export const compileUpdate = cached((expression): Update => {
  const changes = readChanges(expression);
  return (item, placeholders) => {
    const next: Record<string, AttributeValue> = { ...item };
    const names = changes.map(({ name, value }) => {
      const attribute = nameOf(name, placeholders);
      const assigned = value?.(item, placeholders);
      if (assigned) next[attribute] = assigned;
      else delete next[attribute];
      return attribute;
    });
    return { item: next, names };
  };
});

/** Sets an attribute, or removes it if there is no value. */
type Change = { readonly name: string; readonly value: Operand | undefined };

const readChanges = (expression: string): readonly Change[] => {
  const reader = createReader(expression);
  const changes: Change[] = [];
  for (let clause = reader.take(); clause !== ''; clause = reader.take()) {
    if (clause === 'SET') changes.push(...readList(reader, readAssignment));
    else if (clause === 'REMOVE') changes.push(...readList(reader, readRemoval));
    else throw new Error(`expected SET or REMOVE in '${expression}', got '${clause}'`);
  }
  return changes;
};

const readList = (reader: Reader, readChange: (reader: Reader) => Change): readonly Change[] => {
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
  return (...given) => ({ N: String(Number(left(...given)?.N) + sign * Number(right(...given)?.N)) });
};

const readValue = (reader: Reader): Operand => {
  const first = reader.take();
  if (first !== 'if_not_exists') return operandOf(first);
  const [path, otherwise] = readOperands(reader);
  return (...given) => path?.(...given) ?? otherwise?.(...given);
};
