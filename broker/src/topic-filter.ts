// Topic filters as MQTT 3.1.1 clause 4.7 defines them: matching a topic, and covering another filter.

/** Whether `topic` matches `filter`. [MQTT-4.7.2-1]: a leading wildcard does not match a topic that starts with `$`. */
export function topicMatches(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && startsWithWildcard(filter)) return false;
  return levelsCover(filter.split('/'), topic.split('/'));
}

/** Whether every topic that `inner` matches is also matched by `outer`. */
export function filterCovers(outer: string, inner: string): boolean {
  if (inner.startsWith('$') && startsWithWildcard(outer)) return false;
  return levelsCover(outer.split('/'), inner.split('/'));
}

/** Whether the filter's first level is `#` or `+`. */
export function startsWithWildcard(filter: string): boolean {
  return filter.startsWith('#') || filter.startsWith('+');
}

function levelsCover(outer: readonly string[], inner: readonly string[]): boolean {
  for (const [index, level] of outer.entries()) {
    if (level === '#') return true; // [MQTT-4.7.1-2]: `#` also stands for the parent level
    const other = inner[index];
    if (other === undefined || other === '#') return false;
    if (level !== '+' && level !== other) return false;
  }
  if (inner.length === outer.length) return true;
  return false;
}
