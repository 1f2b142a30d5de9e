import './tutorial.ts';
import './cards.ts';
import './kernel.ts';
import './live.ts';
import './python.ts';
import './files.ts';
import './exporting.ts';
import './badInput.ts';
