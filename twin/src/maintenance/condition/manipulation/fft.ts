// Fast Fourier transform of real blocks whose length is a power of two (radix 2, in place).

/** A transform of one length: twiddle factors and bit order are made once. */
export interface Fft {
  readonly length: number;
  /** Transforms `re` and `im` in place; no allocation. */
  forward(re: Float64Array, im: Float64Array): void;
  /** Inverse transform in place, scaled by 1 / length. */
  inverse(re: Float64Array, im: Float64Array): void;
}

/**
 * Prepares transforms of `length` points.
 *
 * @throws RangeError when the length is not a power of two.
 */
export function createFft(length: number): Fft {
  if (length < 1 || (length & (length - 1)) !== 0) throw new RangeError(`FFT length ${length} is not a power of two`);
  const half = length >> 1;
  const cos = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / length));
  const sin = Float64Array.from({ length: half }, (_, k) => -Math.sin((2 * Math.PI * k) / length));
  const order = bitOrder(length);
  const forward = (re: Float64Array, im: Float64Array): void => {
    reorder(re, order);
    reorder(im, order);
    for (let size = 2; size <= length; size <<= 1) {
      const stride = length / size;
      for (let start = 0; start < length; start += size) {
        for (let k = 0, at = start; k < size >> 1; k++, at++) {
          const other = at + (size >> 1);
          const c = cos[k * stride];
          const s = sin[k * stride];
          const x = re[other] * c - im[other] * s;
          const y = re[other] * s + im[other] * c;
          re[other] = re[at] - x;
          im[other] = im[at] - y;
          re[at] += x;
          im[at] += y;
        }
      }
    }
  };
  return {
    length,
    forward,
    inverse: (re, im) => {
      // Swapping the parts turns the forward transform into the inverse one.
      forward(im, re);
      for (let i = 0; i < length; i++) {
        re[i] /= length;
        im[i] /= length;
      }
    },
  };
}

function bitOrder(length: number): Uint32Array {
  const order = new Uint32Array(length);
  for (let i = 1; i < length; i++) order[i] = (order[i >> 1] >> 1) | (i & 1 ? length >> 1 : 0);
  return order;
}

function reorder(values: Float64Array, order: Uint32Array): void {
  for (let i = 0; i < values.length; i++) {
    const j = order[i];
    if (j <= i) continue;
    const value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}
