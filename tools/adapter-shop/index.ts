// What the tests of every HTTP adapter need around it.

export { type PaidThrough, payThrough, type Told, WORKS } from "./pay-through.ts";
export {
  createPayingShop,
  ORDER,
  type PayingShop,
  type Visitor,
  visitorOf,
} from "./paying-shop.ts";
export { type Answer, post } from "./post.ts";
export { type RecordingFace, recordingFace } from "./recording-face.ts";
export { serve } from "./serve.ts";
