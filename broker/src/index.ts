// The public face of the broker workspace.
export { type Broker, type BrokerOptions, startBroker } from './broker.ts';
export { type BrokerConfig, brokerConfigSchema, parseBrokerConfig } from './config.ts';
export { BROKER_ERRORS, BrokerError, type BrokerErrorCode, isBrokerError } from './errors.ts';
