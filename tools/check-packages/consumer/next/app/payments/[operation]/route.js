export { handler as POST } from "../../../../shop.mjs";
