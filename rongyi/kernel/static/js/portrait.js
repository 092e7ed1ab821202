// Cutting a portrait: the photo moves under a frame of the right ratio, by finger, mouse or keys. What is sent is the
// photo as it is and the part that was chosen, in shares of its width and height; the server cuts.

const STEP = 0.02;
const KEYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const clamp = (value, least, most) => Math.min(Math.max(value, least), Math.max(most, least));

export function mount(root) {
  const find = (name) => root.querySelector(`[data-${name}]`);
  const [input, box, tool, stage, told] = [root.querySelector("[type=file]"), ...["box", "tool", "stage", "told"].map(find)];
  const canvas = stage.querySelector("canvas");
  const pen = canvas.getContext("2d");
  const ratio = canvas.width / canvas.height;
  const smallest = Number(root.dataset.smallest);
  const fingers = new Map();
  let picture = null;
  let widest = 0;
  let view = { zoom: 1, x: 0, y: 0 };

  function show() {
    const mostZoom = Math.max(1, widest / Math.max(smallest, 1));
    const zoom = clamp(view.zoom, 1, mostZoom);
    const width = widest / zoom;
    const height = width / ratio;
    view = { zoom, x: clamp(view.x, width / 2, picture.width - width / 2), y: clamp(view.y, height / 2, picture.height - height / 2) };
    const [left, top] = [view.x - width / 2, view.y - height / 2];
    pen.drawImage(picture, left, top, width, height, 0, 0, canvas.width, canvas.height);
    const shares = [left / picture.width, top / picture.height, width / picture.width, height / picture.height];
    box.value = shares.map((share) => clamp(share, 0, 1).toFixed(6)).join(",");
  }
  function zoomBy(factor) {
    const wanted = view.zoom * factor;
    view.zoom = wanted;
    show();
    const isStopped = wanted > view.zoom + 1e-9;
    told.textContent = isStopped ? root.dataset.blurred : `${root.dataset.zoomed} ${Math.round(view.zoom * 100)}%`;
  }
  function move(right, down) { // in shares of the frame; the photo goes that way
    const width = widest / view.zoom;
    view.x -= right * width;
    view.y -= (down * width) / ratio;
    show();
  }
  function reset() {
    view = { zoom: 1, x: picture.width / 2, y: picture.height / 2 };
    show();
    told.textContent = widest < smallest ? root.dataset.blurred : root.dataset.whole;
  }
  function close(words) {
    picture = null;
    box.value = "";
    tool.hidden = true;
    told.textContent = words;
  }
  async function open() {
    const file = input.files[0];
    if (!file) return close("");
    try {
      picture = await createImageBitmap(file);
    } catch {
      return close(root.dataset.unreadable);
    }
    widest = Math.min(picture.width, picture.height * ratio);
    tool.hidden = false;
    reset();
  }

  function spread() {
    const [a, b] = [...fingers.values()];
    return b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  }
  stage.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  stage.addEventListener("pointermove", (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger || !picture) return;
    const before = spread();
    const place = stage.getBoundingClientRect();
    const [right, down] = [(event.clientX - finger.x) / place.width, (event.clientY - finger.y) / place.height];
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    move(right / fingers.size, down / fingers.size);
    if (before && spread()) zoomBy(spread() / before);
  });
  for (const over of ["pointerup", "pointercancel"]) {
    stage.addEventListener(over, (event) => fingers.delete(event.pointerId));
  }
  stage.addEventListener("wheel", (event) => {
    if (!picture || document.activeElement !== stage) return; // a page that is scrolled past stays scrolled
    event.preventDefault();
    zoomBy(event.deltaY < 0 ? 1.1 : 1 / 1.1);
  }, { passive: false });
  stage.addEventListener("keydown", (event) => {
    const way = KEYS[event.key];
    const zoom = { "+": 1.1, "=": 1.1, "-": 1 / 1.1 }[event.key];
    if (!picture || event.ctrlKey || event.metaKey || event.altKey || !(way || zoom)) return;
    event.preventDefault();
    if (zoom) zoomBy(zoom);
    else move(way[0] * STEP, way[1] * STEP);
  });
  tool.addEventListener("click", (event) => {
    const { zoom, move: way, reset: isReset } = event.target.closest("button")?.dataset ?? {};
    if (zoom) zoomBy(Number(zoom));
    else if (way) move(...way.split(" ").map((share) => share * STEP));
    else if (isReset !== undefined) reset();
  });
  input.addEventListener("change", open);
  find("plain").hidden = true;
  open();
}
