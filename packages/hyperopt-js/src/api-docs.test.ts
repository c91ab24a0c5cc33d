import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

/** Update with `npx vitest run --dir src src/api-docs.test.ts -u`. */
const REFERENCE = fileURLToPath(new URL('../../../docs/hyperopt-js/api.md', import.meta.url));

interface Export {
  readonly name: string;
  readonly file: string;
  readonly declaration: ts.Node;
  readonly source: ts.SourceFile;
}

const SECTIONS: Readonly<Record<string, string>> = {
  '.': 'Studies',
  space: 'Spaces',
  samplers: 'Samplers',
  pruners: 'Pruners',
  pareto: 'Pareto fronts',
  importance: 'Importance of parameters',
  analysis: 'Analysis',
  hyperopt: "In the manner of Python's hyperopt",
  testing: 'For samplers of your own',
};

function parse(file: string): ts.SourceFile {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
}

/** What `index.ts` exports, with where it is declared. */
function exportsOf(): Export[] {
  const found: Export[] = [];
  for (const statement of parse('./index.ts').statements) {
    if (!ts.isExportDeclaration(statement)) throw new Error('index.ts: only export lists are documented');
    const file = (statement.moduleSpecifier as ts.StringLiteral).text.replace(/\.js$/, '.ts');
    const source = parse(file);
    for (const { name } of (statement.exportClause as ts.NamedExports).elements) {
      const declaration = source.statements.find((candidate) => declares(candidate, name.text));
      if (!declaration) throw new Error(`${file}: no declaration of ${name.text}`);
      found.push({ name: name.text, file, declaration, source });
    }
  }
  return found.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function declares(statement: ts.Statement, name: string): boolean {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.some((one) => one.name.getText() === name);
  return (statement as ts.DeclarationStatement).name?.text === name;
}

/** The doc comment in front of a node, without its stars. */
function commentOf({ declaration, source }: Pick<Export, 'declaration' | 'source'>): string {
  const comments = ts.getLeadingCommentRanges(source.text, declaration.getFullStart()) ?? [];
  const last = comments.at(-1);
  const text = last ? source.text.slice(last.pos, last.end) : '';
  if (!text.startsWith('/**')) return '';
  const lines = text.slice(3, -2).split('\n');
  const plain = lines.map((line) => line.replace(/^\s*\* ?/, '').trimEnd()).join('\n');
  return plain.trim().replaceAll(/^@(\w+)/gm, '\n**$1**');
}

/** The declaration without bodies and private members. */
function signatureOf({ declaration, source }: Pick<Export, 'declaration' | 'source'>): string {
  const text = (node: ts.Node): string => node.getText(source).replace(/^export /, '');
  if (ts.isFunctionDeclaration(declaration)) return overloadsOf(declaration, source);
  if (!ts.isClassDeclaration(declaration)) return text(declaration);
  const head = source.text.slice(declaration.getStart(source), declaration.members.pos).replace(/^export /, '');
  const members = declaration.members.filter(isPublic).map((member) => `  ${memberOf(member, source)}`);
  return `${head.trim()}\n${members.join('\n')}\n}`;
}

function overloadsOf({ name }: ts.FunctionDeclaration, source: ts.SourceFile): string {
  const all = source.statements.filter(
    (one): one is ts.FunctionDeclaration => ts.isFunctionDeclaration(one) && one.name?.text === name?.text,
  );
  const shown = all.length > 1 ? all.filter(({ body }) => !body) : all;
  return shown.map((one) => withoutBody(one, source).replace(/^export (async )?/, '')).join('\n');
}

function withoutBody(node: ts.FunctionLikeDeclaration, source: ts.SourceFile): string {
  const text = source.text.slice(node.getStart(source), node.body?.pos ?? node.end).trim();
  return text.endsWith(';') ? text : `${text};`;
}

function isPublic(member: ts.ClassElement): boolean {
  if (member.name && ts.isPrivateIdentifier(member.name)) return false;
  const hidden = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword];
  return !(ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(({ kind }) => hidden.includes(kind)));
}

function memberOf(member: ts.ClassElement, source: ts.SourceFile): string {
  const comment = commentOf({ declaration: member, source });
  const note = comment ? `/** ${comment.replaceAll(/\s*\n\s*/g, ' ')} */\n  ` : '';
  if (ts.isPropertyDeclaration(member)) {
    const text = source.text.slice(member.getStart(source), member.initializer?.pos ?? member.end).replace(/\s*[=;]\s*$/, '');
    return `${note}${text}${member.type || !member.initializer ? '' : `: ${member.initializer.getText(source)}`};`;
  }
  return note + withoutBody(member as ts.FunctionLikeDeclaration, source);
}

function reference(all: readonly Export[]): string {
  const parts = [
    '# hyperopt-js: API',
    '',
    'Everything the package exports. Made from the sources and their comments by `src/api-docs.test.ts`, which fails when this page is stale.',
  ];
  for (const [folder, title] of Object.entries(SECTIONS)) {
    parts.push('', `## ${title}`);
    for (const one of all.filter(({ file }) => folderOf(file) === folder)) {
      parts.push('', `### ${one.name}`, '', commentOf(one), '', '```ts', signatureOf(one), '```');
    }
  }
  return `${parts.join('\n')}\n`;
}

function folderOf(file: string): string {
  const parts = file.split('/');
  return parts.length > 2 ? parts[1]! : '.';
}

const all = exportsOf();

test('every export has a comment that says what it is, and a section', () => {
  expect(all.filter((one) => commentOf(one) === '').map(({ name }) => name)).toEqual([]);
  expect(all.filter(({ file }) => !(folderOf(file) in SECTIONS)).map(({ name }) => name)).toEqual([]);
});

test('the API reference is what the sources say', async () => {
  const text = reference(all);
  for (const { name } of all) expect(text).toContain(`\n### ${name}\n`);
  await expect(text).toMatchFileSnapshot(REFERENCE);
});
