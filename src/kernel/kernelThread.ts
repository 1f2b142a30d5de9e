import { workerData } from 'node:worker_threads';
import { serveKernels, type ThreadStart } from '../engine/memory/thread.ts';

serveKernels(workerData as ThreadStart);
