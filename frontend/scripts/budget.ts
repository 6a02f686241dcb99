// What a visitor downloads is measured at every build, and a build over its budget fails.
import { gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

type Bundle = Rolldown.OutputBundle;
/** Limits in compressed kB: what the list needs with its fonts but without its HTML, and the whole first view with its map. */
interface Limits { list: number; view: number }

const LIST_ENTRIES = ["src/site/main.ts", "src/explorer/main.ts"];

/** Files that an entry pulls in before it runs, and with `lazily` also those that it imports later. */
export function filesOf(bundle: Bundle, entries: readonly string[], lazily: boolean): Set<string> {
  const files = new Set<string>();
  const take = (name: string): void => {
    const part = bundle[name];
    if (!part || files.has(name)) return;
    files.add(name);
    if (part.type !== "chunk") return;
    part.viteMetadata?.importedCss.forEach((css) => files.add(css));
    part.viteMetadata?.importedAssets.forEach((asset) => files.add(asset));
    [...part.imports, ...(lazily ? part.dynamicImports : [])].forEach(take);
  };
  for (const part of Object.values(bundle)) {
    if (part.type === "chunk" && part.isEntry && entries.some((entry) => part.facadeModuleId?.endsWith(entry))) take(part.fileName);
  }
  return files;
}

/** Compressed size in kB of the named files. */
export function compressedSize(bundle: Bundle, files: Iterable<string>): number {
  let bytes = 0;
  for (const name of files) {
    const part = bundle[name];
    if (!part) continue;
    const content = part.type === "chunk" ? part.code : part.source;
    bytes += /\.woff2$/.test(name) ? content.length : gzipSync(content).length;
  }
  return bytes / 1000;
}

/** Vite plugin that prints both sizes and fails the build over a limit. */
export function budget(limits: Limits): Plugin {
  return {
    name: "karta-budget",
    apply: "build",
    enforce: "post",
    writeBundle(_options, bundle) {
      const shapes = Object.keys(bundle).filter((name) => name.startsWith("shapes/"));
      const sizes: Limits = {
        list: compressedSize(bundle, filesOf(bundle, LIST_ENTRIES, false)),
        view: compressedSize(bundle, new Set([...filesOf(bundle, LIST_ENTRIES, true), ...shapes])),
      };
      for (const part of ["list", "view"] as const) {
        this.info(`${part}: ${sizes[part].toFixed(1)} kB compressed of ${limits[part]} kB`);
        if (sizes[part] > limits[part]) {
          this.error(`${part}: ${sizes[part].toFixed(1)} kB compressed, over the budget of ${limits[part]} kB; import it later or leave it out`);
        }
      }
    },
  };
}
