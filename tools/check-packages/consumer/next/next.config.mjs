// The consumer's folder is the whole project, whatever lies above it.
export default { turbopack: { root: new URL("..", import.meta.url).pathname } };
