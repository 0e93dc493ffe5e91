export { makeShapeFile as setup } from "./shapes/shape-file.ts";
