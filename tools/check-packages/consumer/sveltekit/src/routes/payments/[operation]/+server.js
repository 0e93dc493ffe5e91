import { handler } from "../../../../../shop.mjs";

export const POST = ({ request }) => handler(request);
