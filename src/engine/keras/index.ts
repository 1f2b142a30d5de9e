export * as layers from './layers.ts';
export { clearSession } from './layer.ts';
