import { File } from 'node:buffer';

// What browsers have and older releases of Node lack: a File (before Node 20), and WebSocket (before Node 22), which @medplum/core
// names while it loads; nothing about a fax opens it.
globalThis.File ??= File as unknown as typeof globalThis.File;
globalThis.WebSocket ??= class extends EventTarget {} as unknown as typeof WebSocket;
