// Text files get a compressed twin beside them (name.gz), which the portal serves to browsers that accept it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const TEXT = /\.(?:js|mjs|css|geojson|json|svg)$/;

/** Vite plugin; runs after everything is written. */
export function compress(): Plugin {
  return {
    name: "karta-compress",
    apply: "build",
    enforce: "post",
    writeBundle({ dir = "" }, bundle) {
      for (const name of Object.keys(bundle).filter((file) => TEXT.test(file))) {
        writeFileSync(join(dir, `${name}.gz`), gzipSync(readFileSync(join(dir, name)), { level: 9 }));
      }
    },
  };
}
