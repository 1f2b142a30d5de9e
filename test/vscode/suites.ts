import './tutorial.ts';
import './kernel.ts';
import './python.ts';
import './files.ts';
import './badInput.ts';
