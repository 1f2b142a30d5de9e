import { parser } from '@lezer/javascript';
import { parseWithin } from './parseWithin.ts';
import { identifiersIn } from './source.ts';

const PARSERS = {
  typescript: parser.configure({ dialect: 'ts' }),
  javascript: parser,
} as const;

/** What else than declarations ends a walk: names within them are not the cell's own. */
const INNER = new Set([
  'FunctionDeclaration',
  'ClassDeclaration',
  'ArrowFunction',
  'FunctionExpression',
  'ClassBody',
  'Block',
]);

/** The names that a TypeScript or JavaScript cell declares: tensors and models among them are Python's, too. */
export function declaredNames(text: string, language: string): ReadonlySet<string> {
  const names = new Set<string>();
  if (language !== 'typescript' && language !== 'javascript') return names;
  const tree = parseWithin(PARSERS[language], text);
  if (tree === undefined) return identifiersIn(text);
  tree.iterate({
    enter: (node) => {
      if (node.name === 'VariableDefinition') names.add(text.slice(node.from, node.to));
      if (!INNER.has(node.name)) return true;
      const name = node.node.getChild('VariableDefinition');
      if (name !== null) names.add(text.slice(name.from, name.to));
      return false;
    },
  });
  return names;
}
