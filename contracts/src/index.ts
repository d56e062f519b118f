// The words all parts speak.
export {};
