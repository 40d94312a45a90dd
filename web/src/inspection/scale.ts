// A photograph as it is kept: at most 2048 pixels and 1.5 MB, drawn anew, so that nothing of the camera's own notes
// (place, owner, number of the device) goes with it.
export const longest_side_px = 2048;
export const most_bytes = 1_500_000;
const qualities = [0.86, 0.75, 0.6, 0.45];
const preview_px = 240;

/// Sides that fit, in the proportion of the picture.
export function fitting(width: number, height: number, longest: number): { width: number; height: number } {
  const factor = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

function drawn(picture: ImageBitmap, longest: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, fitting(picture.width, picture.height, longest));
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const encoded = (canvas: HTMLCanvasElement, quality: number) => new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));

export interface Scaled {
  bytes: ArrayBuffer;
  media_type: string;
  preview: string;
}

/// Null where the file is no picture that this browser can read.
export async function scaled(file: Blob): Promise<Scaled | null> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return null;
  try {
    for (let longest = longest_side_px; longest >= preview_px; longest = Math.floor(longest * 0.75)) {
      const canvas = drawn(picture, longest);
      for (const quality of qualities) {
        const blob = await encoded(canvas, quality);
        if (blob && blob.size <= most_bytes) return { bytes: await blob.arrayBuffer(), media_type: 'image/jpeg', preview: drawn(picture, preview_px).toDataURL('image/jpeg', 0.7) };
      }
    }
    return null;
  } finally {
    picture.close();
  }
}
