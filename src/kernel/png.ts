import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const EIGHT_BIT_GREY = Uint8Array.of(8, 0, 0, 0, 0);

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), content, uint32(crc32(content))]);
}

/**
 * A grey PNG image of `width`×`height` pixels, each drawn as a square of `scale`×`scale`, in base64
 * (https://www.w3.org/TR/png-3/). `grey`: from 0, black, to 255, white, row by row.
 */
export function greyPng(grey: Uint8Array, width: number, height: number, scale: number): string {
  const stride = 1 + width * scale;
  const rows = new Uint8Array(stride * height * scale);
  for (let y = 0; y < height * scale; y++) {
    for (let x = 0; x < width * scale; x++) {
      rows[y * stride + 1 + x] = grey[Math.floor(y / scale) * width + Math.floor(x / scale)]!;
    }
  }
  const header = Buffer.concat([uint32(width * scale), uint32(height * scale), EIGHT_BIT_GREY]);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array()),
  ]).toString('base64');
}
