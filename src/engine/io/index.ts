export { type CsvOptions, type CsvTable, loadCsv } from './csv.ts';
export { loadNpy, saveNpy } from './npy.ts';
export { loadNpz, saveNpz } from './npz.ts';
export { loadSafetensors, type SafetensorsFile, saveSafetensors } from './safetensors.ts';
