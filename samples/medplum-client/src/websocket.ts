// @medplum/core names WebSocket while it loads, and Node has one only from version 22 on. Nothing about a fax opens it.
globalThis.WebSocket ??= class extends EventTarget {} as unknown as typeof WebSocket;

export {};
