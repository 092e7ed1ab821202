// Reads a QR code from the pixels of a video frame where the browser has no BarcodeDetector.
export { default as readCode } from "jsqr";
