// Tables in plain text: the first and a last column of words to the left, numbers to the right.

/** Rows under a header, columns as wide as they need to be. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const isText = header.map((_, column) => rows.every((row) => !/\d/.test((row[column] ?? '').slice(0, 2))));
  const lines = all.map((row) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? '';
        return column === 0 || isText[column] === true ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return `${lines.map((line) => `  ${line}`).join('\n')}\n`;
}
