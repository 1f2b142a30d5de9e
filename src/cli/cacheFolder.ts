import os from 'node:os';
import path from 'node:path';

/** Where this system's programs keep what they can make again. */
export function cacheFolder(): string {
  const home = os.homedir();
  switch (process.platform) {
    case 'win32':
      return path.join(process.env.LOCALAPPDATA ?? path.join(home, 'AppData', 'Local'), 'normscope', 'Cache');
    case 'darwin':
      return path.join(home, 'Library', 'Caches', 'normscope');
    default:
      return path.join(process.env.XDG_CACHE_HOME ?? path.join(home, '.cache'), 'normscope');
  }
}
