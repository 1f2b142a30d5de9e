export { changeOf } from './change.ts';
export { TensorFileError } from './errors.ts';
export { loadTensors } from './loadTensors.ts';
export { TensorFiles } from './tensorFiles.ts';
