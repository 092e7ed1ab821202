// Counting with a phone: the camera is opened by a press and never by itself. What it reads goes into the same field
// into which a hand scanner or a person types, so there is one way in. A code just read is not read again for a while.

const AGAIN_AFTER = 3000;
const PAUSE = 150;
const WIDTH = 640;

async function readerOf(root) {
  const formats = "BarcodeDetector" in window ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
  if (formats.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const { readCode } = await import(root.dataset.decoder);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, WIDTH / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const pixels = pen.getImageData(0, 0, canvas.width, canvas.height);
    return readCode(pixels.data, canvas.width, canvas.height, { inversionAttempts: "dontInvert" })?.data;
  };
}

export function mount(root) {
  const form = root.querySelector("form");
  if (!form) return;
  const input = form.querySelector("input[name=code]");
  const video = form.querySelector("[data-view]");
  const start = form.querySelector("[data-start]");
  const stop = form.querySelector("[data-stop]");
  let stream = null;
  let last = { text: "", at: 0 };

  form.addEventListener("htmx:afterRequest", () => {
    input.value = "";
    if (!stream) input.focus();
  });
  const canOpen = Boolean(navigator.mediaDevices?.getUserMedia);
  form.querySelector("[data-camera]").hidden = !canOpen;
  form.querySelector("[data-no-camera]").hidden = canOpen;

  function close() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.srcObject = null;
    video.hidden = stop.hidden = true;
    start.hidden = false;
  }
  function take(text) {
    const now = Date.now();
    if (!text || (text === last.text && now - last.at < AGAIN_AFTER)) return;
    last = { text, at: now };
    navigator.vibrate?.(60);
    input.value = text;
    form.requestSubmit();
  }
  async function watch(read) {
    while (stream) {
      if (video.readyState >= 2) take(await read(video).catch(() => ""));
      await new Promise((go) => setTimeout(go, PAUSE));
    }
  }
  start.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      form.querySelector("[data-no-camera]").hidden = false;
      return;
    }
    video.srcObject = stream;
    video.hidden = stop.hidden = false;
    start.hidden = true;
    await video.play();
    watch(await readerOf(root));
  });
  stop.addEventListener("click", close);
  window.addEventListener("pagehide", close);
}
