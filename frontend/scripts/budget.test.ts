import { expect, test } from "vitest";
import type { Rolldown } from "vite";
import { compressedSize, filesOf } from "./budget.ts";

const chunk = (fileName: string, rest: object): object => ({
  type: "chunk", fileName, code: "", imports: [], dynamicImports: [], isEntry: false, facadeModuleId: null,
  viteMetadata: { importedCss: new Set(), importedAssets: new Set() }, ...rest,
});
const bundle = {
  "list.js": chunk("list.js", { isEntry: true, facadeModuleId: "/x/src/site/main.ts", imports: ["shared.js"], dynamicImports: ["map.js"] }),
  "shared.js": chunk("shared.js", { viteMetadata: { importedCss: new Set(["base.css"]), importedAssets: new Set() } }),
  "map.js": chunk("map.js", { code: "x".repeat(1e6) }),
  "base.css": { type: "asset", fileName: "base.css", source: "a{}" },
} as unknown as Rolldown.OutputBundle;

test("the list needs what its entry imports at once, styles included", () => {
  expect([...filesOf(bundle, ["src/site/main.ts"], false)].sort()).toEqual(["base.css", "list.js", "shared.js"]);
});

test("the whole view also needs what is imported later", () => {
  expect(filesOf(bundle, ["src/site/main.ts"], true).has("map.js")).toBe(true);
});

test("sizes are of the compressed text", () => {
  expect(compressedSize(bundle, ["map.js"])).toBeLessThan(2);
});
