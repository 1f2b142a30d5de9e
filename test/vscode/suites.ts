import './tutorial.ts';
import './kernel.ts';
import './files.ts';
import './badInput.ts';
