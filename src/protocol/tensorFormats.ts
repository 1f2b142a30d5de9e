/** The formats that tensors are read from. */
export type TensorFormat = 'npy' | 'npz' | 'safetensors' | 'torch' | 'onnx';

/** The endings of their files, without the dot. */
export const TENSOR_FILE_ENDINGS = ['npy', 'npz', 'safetensors', 'pt', 'pth', 'onnx'] as const;
