export { loadNpy } from './npy.ts';
export { loadNpz } from './npz.ts';
