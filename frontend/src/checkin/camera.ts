// The camera, looked at some ten times a second; jsQR is fetched with the page, so that it is there without a network.
import jsQR from "jsqr";

const EVERY = 100; // milliseconds
const AGAIN = 2500; // the same code held before the camera is one scan

/** Reads codes until it is stopped. */
export class Camera {
  private stream: MediaStream | null = null;
  private timer = 0;
  private last = { text: "", at: 0 };
  private readonly video: HTMLVideoElement;
  private readonly found: (text: string) => void;

  constructor(video: HTMLVideoElement, found: (text: string) => void) {
    this.video = video;
    this.found = found;
  }

  get isOn(): boolean { return this.stream !== null; }

  /** @throws DOMException where there is no camera, or its use is refused. */
  async start(): Promise<void> {
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    this.video.srcObject = this.stream;
    this.video.hidden = false;
    await this.video.play();
    const canvas = document.createElement("canvas");
    const drawing = canvas.getContext("2d", { willReadFrequently: true });
    this.timer = window.setInterval(() => { if (drawing) this.look(canvas, drawing); }, EVERY);
  }

  stop(): void {
    window.clearInterval(this.timer);
    this.stream?.getTracks().forEach((track) => { track.stop(); });
    this.stream = null;
    this.video.srcObject = null;
    this.video.hidden = true;
  }

  private look(canvas: HTMLCanvasElement, drawing: CanvasRenderingContext2D): void {
    const width = Math.min(640, this.video.videoWidth);
    if (width === 0) return;
    canvas.width = width;
    canvas.height = Math.round((this.video.videoHeight * width) / this.video.videoWidth);
    drawing.drawImage(this.video, 0, 0, canvas.width, canvas.height);
    const image = drawing.getImageData(0, 0, canvas.width, canvas.height);
    const text = jsQR(image.data, image.width, image.height, { inversionAttempts: "dontInvert" })?.data ?? "";
    const now = performance.now();
    if (!text || (text === this.last.text && now - this.last.at < AGAIN)) {
      if (text) this.last.at = now;
      return;
    }
    this.last = { text, at: now };
    this.found(text);
  }
}
