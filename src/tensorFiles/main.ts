import { createMessageConnection, IPCMessageReader, IPCMessageWriter, ResponseError } from 'vscode-jsonrpc/node';
import { ChangeRequest, DescribeRequest, OpenRequest } from '../protocol/tensorFiles.ts';
import { reasonOf } from './errors.ts';
import { TensorFiles } from './tensorFiles.ts';

/** Any number: the message says it all. */
const UNREADABLE = 1;

/** Answers a request; what cannot be read becomes its error, with the reason as its message. */
function answering<Params, Result>(answer: (params: Params) => Promise<Result>): (params: Params) => Promise<Result> {
  return async (params) => {
    try {
      return await answer(params);
    } catch (error) {
      throw new ResponseError(UNREADABLE, reasonOf(error));
    }
  };
}

/** The entry of the process that reads the files of one view, so that none of them can do harm to anything else. */
function main(): void {
  const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
  const files = new TensorFiles();
  connection.onRequest(
    OpenRequest,
    answering((params) => files.open(params.files)),
  );
  connection.onRequest(
    DescribeRequest,
    answering((place) => files.describe(place)),
  );
  connection.onRequest(
    ChangeRequest,
    answering((params) => files.change(params)),
  );
  connection.listen();
  process.on('disconnect', () => process.exit());
}

main();
