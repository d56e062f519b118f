// Commands to an emulated machine, sent the way a SCADA host does: a Sparkplug DCMD on the broker.
import { PACKML_COMMANDS, type PackmlCommand, STATION_SIGNALS } from '@mini-factory-twin/contracts';
import { encodePayload, formatTopic, parseTopic } from '@mini-factory-twin/contracts/sparkplug';
import { connectAsync, type MqttClient } from 'mqtt';

/** A machine that takes commands. */
export interface Machine {
  command(name: PackmlCommand): Promise<void>;
  close(): Promise<void>;
}

/** Finds the device by its own messages, so that no name of group or edge node is taken for granted. */
export async function findMachine(brokerUrl: string, deviceId: string): Promise<Machine> {
  const client = await connectAsync(brokerUrl, { protocolVersion: 4, clientId: `e2e-${process.pid}` });
  const { groupId, edgeNodeId } = await addressOf(client, deviceId);
  const topic = formatTopic({ type: 'DCMD', groupId, edgeNodeId, deviceId });
  return {
    async command(name) {
      const timestampMs = Date.now();
      const value = PACKML_COMMANDS[name];
      const metric = { name: STATION_SIGNALS.controlCommand, timestampMs, datatype: 'Int32' as const, value };
      await client.publishAsync(topic, Buffer.from(encodePayload({ timestampMs, metrics: [metric] })), { qos: 1 });
    },
    close: () => client.endAsync(),
  };
}

async function addressOf(client: MqttClient, deviceId: string): Promise<{ groupId: string; edgeNodeId: string }> {
  const found = new Promise<{ groupId: string; edgeNodeId: string }>((resolve) => {
    client.on('message', (topic) => {
      const parsed = parseTopic(topic);
      if (parsed !== null && parsed.type !== 'STATE' && parsed.deviceId === deviceId) resolve(parsed);
    });
  });
  await client.subscribeAsync(`spBv1.0/+/DDATA/+/${deviceId}`);
  return found;
}
