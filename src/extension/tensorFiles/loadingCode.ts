/** Words that are no names in one of the languages. */
const RESERVED =
  /^(and|as|assert|async|await|break|case|catch|class|const|continue|def|default|del|delete|do|elif|else|enum|except|export|extends|false|False|finally|for|from|function|global|if|import|in|is|lambda|let|new|None|nonlocal|not|null|or|pass|raise|return|super|switch|this|throw|true|True|try|typeof|var|void|while|with|yield)$/;

/** The name of a file as that of a variable: `model-2.pt` is `model_2`. */
function variableOf(file: string): string {
  const stem = file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  const name = stem.replace(/\W+/g, '_').replace(/^_+|_+$/g, '');
  return name === '' || /^\d/.test(name) || RESERVED.test(name) ? `tensors_${name}`.replace(/_$/, '') : name;
}

interface Code {
  readonly imports: readonly string[];
  readonly statement: string;
}

function python(file: string, ending: string): Code {
  const [name, text] = [variableOf(file), JSON.stringify(file)];
  switch (ending) {
    case 'npy':
    case 'npz':
      return { imports: ['import numpy as np'], statement: `${name} = np.load(${text})` };
    case 'safetensors':
      return { imports: ['from safetensors.torch import load_file'], statement: `${name} = load_file(${text})` };
    case 'onnx':
      return {
        imports: ['import onnx', 'from onnx import numpy_helper'],
        statement: `${name} = {x.name: numpy_helper.to_array(x) for x in onnx.load(${text}).graph.initializer}`,
      };
    default:
      return {
        imports: ['import torch'],
        statement: `${name} = torch.load(${text}, map_location="cpu", weights_only=True)`,
      };
  }
}

function typescript(file: string, ending: string): Code {
  const loading = `await loadTensors(${JSON.stringify(file)})`;
  // An array of its own has no name.
  const statement = ending === 'npy' ? `(${loading}).get('')` : loading;
  return { imports: [], statement: `const ${variableOf(file)} = ${statement};` };
}

/** The code of a cell that loads `files`, in a language by VS Code's identifier: whatever is not Python is TypeScript. */
export function loadingCode(files: readonly string[], language: string): string {
  const codes = files.map((file) => {
    const ending = file.slice(file.lastIndexOf('.') + 1).toLowerCase();
    return language === 'python' ? python(file, ending) : typescript(file, ending);
  });
  const imports = [...new Set(codes.flatMap((code) => code.imports))];
  return [...imports, ...(imports.length > 0 ? [''] : []), ...codes.map(({ statement }) => statement), ''].join('\n');
}
