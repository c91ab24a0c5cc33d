import ts from 'typescript';

/**
 * Every module that a source file names: static and dynamic imports, re-exports, `import('x')` types, require and resolve.
 * `typeOnly` is what TypeScript erases; under verbatimModuleSyntax `import { type A }` is not, only `import type` is.
 * Names that are computed at run time are not seen.
 * @param {string} file its ending tells the syntax
 * @param {string} text
 * @returns {{ specifier: string, typeOnly: boolean, line: number }[]} lines count from 1
 */
export function importSpecifiers(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    const named = namedModule(node);
    if (named && ts.isStringLiteralLike(named.module)) {
      const { line } = source.getLineAndCharacterOfPosition(named.module.getStart(source));
      found.push({ specifier: named.module.text, typeOnly: named.typeOnly, line: line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function namedModule(node) {
  if (ts.isImportDeclaration(node)) return { module: node.moduleSpecifier, typeOnly: node.importClause?.isTypeOnly ?? false };
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) return { module: node.moduleSpecifier, typeOnly: node.isTypeOnly };
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return { module: node.argument.literal, typeOnly: true };
  if (ts.isExternalModuleReference(node)) return { module: node.expression, typeOnly: node.parent.isTypeOnly };
  if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) return { module: node.name, typeOnly: true };
  if (ts.isCallExpression(node) && node.arguments.length > 0 && loadsModule(node.expression)) {
    return { module: node.arguments[0], typeOnly: false };
  }
  return undefined;
}

/** `import(…)`, `require(…)`, `require.resolve(…)`, `import.meta.resolve(…)`. */
function loadsModule(callee) {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isIdentifier(callee)) return callee.text === 'require';
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'resolve') return false;
  return ts.isMetaProperty(callee.expression) || (ts.isIdentifier(callee.expression) && callee.expression.text === 'require');
}
