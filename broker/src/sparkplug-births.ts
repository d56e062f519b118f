// Sparkplug-aware broker: keeps births where late hosts find them (tck-id-conformance-mqtt-aware-*).

const BIRTH_TOPIC = /^spBv1\.0\/[^/]+\/(?:NBIRTH\/[^/]+|DBIRTH\/[^/]+\/[^/]+)$/;

/** The topic of the retained copy of a birth, or null when the topic is no birth. */
export function certificateTopic(topic: string): string | null {
  return BIRTH_TOPIC.test(topic) ? `$sparkplug/certificates/${topic}` : null;
}
