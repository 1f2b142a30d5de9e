import './tutorial.ts';
import './cards.ts';
import './kernel.ts';
import './python.ts';
import './files.ts';
import './markdown.ts';
import './exporting.ts';
import './badInput.ts';
